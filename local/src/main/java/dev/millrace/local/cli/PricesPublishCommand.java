package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.platform.pricing.published.PriceBoard.Past;
import dev.millrace.platform.pricing.published.PriceBoard.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a price book in force. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description =
        "Puts a price book in force, in every job within milliseconds, and in the audit log.")
final class PricesPublishCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private BookSource source = new BookSource();

  @Option(
      names = "--rewrite-past",
      description =
          "Change prices of days that have begun as well. What was booked with them is rated anew"
              + " in cost-metrics; predictions keep what they say.")
  private boolean rewritePast;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private BookSource.@Nullable Read last;

  PricesPublishCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    InstantSource clock = InstantSource.system();
    RunningFactory factory = data.factory();
    PriceBoard board = new PriceBoard(factory.kafka(), factory.registry(), clock);
    BookSource.Read first = source.read(board.inForce());
    last = first;
    if (!first.problems().isEmpty()) {
      BookReport.tell(output, "millrace: the price book is wrong:", first.problems());
      return 1;
    }
    Publication done =
        board.publish(
            book -> again(first, book),
            rewritePast ? Past.REWRITTEN : Past.KEPT,
            System.getProperty("user.name", "unknown"));
    BookSource.Read read = last;
    if (json) {
      ObjectNode answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("edition", done.book().edition())
              .put("published", done.isNew());
      BookReport.addChanges(answer, done.changes(), PriceBook.day(clock.instant()));
      BookReport.addLeftOut(answer, read.leftOut());
      output.answer(answer);
    } else {
      BookReport.tell(output, "warnings:", read.book().oddities());
      BookReport.tellLeftOut(output, read.leftOut());
      BookReport.tellDoubts(output, done.changes());
      done.changes().forEach(change -> output.stream(change.toString()));
      output.stream(
          done.isNew()
              ? "edition " + done.book().edition() + " is in force"
              : "nothing to publish: edition " + done.book().edition() + " says the same");
      output.flush();
    }
    return 0;
  }

  /** A list goes into the book in force, which may be another one by now. */
  private BookRows again(BookSource.Read first, PriceBook book) {
    if (source.isOfLists()) {
      try {
        last = source.read(book);
        return last.book().rows();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return first.book().rows();
  }
}
