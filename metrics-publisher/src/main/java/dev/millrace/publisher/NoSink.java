package dev.millrace.publisher;

import dev.millrace.publisher.domain.Datum;
import java.util.List;

/** Nowhere: for factories that are only looked at from inside. */
final class NoSink implements Sink {

  @Override
  public Outcome send(List<Datum> data) {
    return new Outcome.Sent();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
