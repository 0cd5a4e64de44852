package dev.millrace.local.cli;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.published.PriceBoard;
import java.time.InstantSource;

/** Which book commands go by that only look. */
final class BookInForce {

  private BookInForce() {}

  /** That of the factory, or the one that is shipped where none runs. */
  static PriceBook of(DataDirectory data, Output output) {
    if (data.folder().running().isEmpty()) {
      output.tell(
          "no factory is running in "
              + data.folder().path()
              + ": this goes by the price book that is shipped");
      return PriceBook.starter();
    }
    RunningFactory factory = data.factory();
    return new PriceBoard(factory.kafka(), factory.registry(), InstantSource.system()).inForce();
  }
}
