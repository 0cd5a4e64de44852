package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.pricing.BookChange;
import dev.millrace.platform.pricing.BookDiff;
import dev.millrace.platform.pricing.PriceBook;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a price book would change. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Shows what would cost something else, and from when, if it were published.")
final class PricesDiffCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private BookSource source = new BookSource();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  PricesDiffCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    PriceBook inForce = BookInForce.of(data, output);
    BookSource.Read read = source.read(inForce);
    if (!read.problems().isEmpty()) {
      BookReport.tell(output, "millrace: the price book is wrong:", read.problems());
      return 1;
    }
    List<BookChange> changes =
        BookDiff.between(inForce, PriceBook.of(read.book().rows(), inForce.edition()));
    LocalDate today = PriceBook.day(InstantSource.system().instant());
    if (json) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode().put("edition", inForce.edition());
      BookReport.addChanges(answer, changes, today);
      BookReport.addLeftOut(answer, read.leftOut());
      output.answer(answer);
    } else {
      BookReport.tellLeftOut(output, read.leftOut());
      BookReport.tellDoubts(output, changes);
      changes.forEach(
          change -> output.stream(change + (change.rewrites(today) ? " (rewrites the past)" : "")));
      output.stream(Counted.of(changes.size(), "difference") + " to edition " + inForce.edition());
      output.flush();
    }
    return 0;
  }
}
