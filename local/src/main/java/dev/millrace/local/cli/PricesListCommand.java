package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.BookText;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.published.Editions;
import dev.millrace.schemas.json.RecordJson;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the price book in force. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Shows the price book in force: US dollars per million tokens, as a CSV file that can be"
            + " changed and published. Where no factory runs, the one that is shipped.")
final class PricesListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--model",
      paramLabel = "TEXT",
      description = "Only rows of models, policies and profiles whose names hold this.")
  private String model = "";

  @Option(names = "--json", description = "One JSON object in place of CSV.")
  private boolean json;

  PricesListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    PriceBook book = BookInForce.of(data, output);
    BookRows rows = of(book.rows());
    if (json) {
      ObjectNode shown = RecordJson.of(Editions.of(rows, book.edition(), "", Instant.EPOCH));
      shown.remove("publishedBy");
      shown.remove("publishedAt");
      output.answer(shown);
    } else {
      output.stream("# edition " + book.edition() + " of the price book");
      BookText.of(rows).forEach(output::stream);
      output.flush();
    }
    return 0;
  }

  private BookRows of(BookRows all) {
    return new BookRows(
        all.region(),
        all.prices().stream().filter(row -> row.slot().modelId().contains(model)).toList(),
        all.units().stream().filter(row -> row.slot().item().contains(model)).toList(),
        all.profiles().stream()
            .filter(row -> row.arn().contains(model) || row.modelId().contains(model))
            .toList());
  }
}
