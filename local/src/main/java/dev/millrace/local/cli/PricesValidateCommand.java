package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is wrong with a price book. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Says everything that is wrong with a price book, by line; of price lists, what they have"
            + " that is not understood.")
final class PricesValidateCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private BookSource source = new BookSource();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  PricesValidateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    BookSource.Read read = source.read(BookInForce.of(data, output));
    boolean isValid = read.problems().isEmpty();
    if (json) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode().put("valid", isValid);
      BookReport.add(answer, "problems", read.problems());
      BookReport.add(answer, "warnings", read.book().oddities());
      BookReport.addLeftOut(answer, read.leftOut());
      output.answer(answer);
    } else {
      BookReport.tell(output, "millrace: the price book is wrong:", read.problems());
      BookReport.tell(output, "warnings:", read.book().oddities());
      BookReport.tellLeftOut(output, read.leftOut());
      if (isValid) {
        output.answer(
            "valid: "
                + read.book().rows().prices().size()
                + " prices of models, "
                + read.book().rows().units().size()
                + " of units, "
                + read.book().rows().profiles().size()
                + " profiles");
      }
    }
    return isValid ? 0 : 1;
  }
}
