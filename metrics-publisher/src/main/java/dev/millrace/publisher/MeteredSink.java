package dev.millrace.publisher;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.schemas.metrics.Kind;
import java.util.List;

/** Tells the meters of this process what was sent elsewhere. */
final class MeteredSink implements Sink {

  private final Sink sink;
  private final Meters meters;

  /** In front of a sink, which it takes over. */
  MeteredSink(Sink sink, Meters meters) {
    this.sink = sink;
    this.meters = meters;
  }

  @Override
  public Outcome send(List<Datum> data) {
    Outcome outcome = sink.send(data);
    if (outcome instanceof Outcome.Sent) {
      data.forEach(this::tell);
    }
    return outcome;
  }

  @Override
  public void close() {
    sink.close();
  }

  private void tell(Datum datum) {
    if (datum.series().metric().kind() == Kind.COUNTER) {
      double sum =
          datum.counts().entrySet().stream()
              .mapToDouble(one -> one.getKey() * one.getValue())
              .sum();
      meters.add(datum.series().metric(), datum.series().labels(), sum);
    } else {
      meters.set(datum.series().metric(), datum.series().labels(), datum.counts().lastKey());
    }
  }
}
