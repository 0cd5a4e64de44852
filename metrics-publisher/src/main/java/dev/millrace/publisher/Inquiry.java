package dev.millrace.publisher;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.WindowDelays;
import dev.millrace.record.PipelineSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How consumer groups and windows stand, asked at a moment. */
final class Inquiry implements AutoCloseable {

  private final GroupLags lags;
  private final CompactedView<PipelineSpec> specs;
  private final WindowDelays delays;

  /**
   * Of one life.
   *
   * @param lags is taken over
   * @param specs is taken over
   * @param delays stays the caller's, and is told of windows by its source
   */
  Inquiry(GroupLags lags, CompactedView<PipelineSpec> specs, WindowDelays delays) {
    this.lags = lags;
    this.specs = specs;
    this.delays = delays;
  }

  List<Sample> at(Instant now) {
    List<Sample> samples = new ArrayList<>(groups(now));
    samples.addAll(windows(now));
    return samples;
  }

  /** As the brokers say. */
  List<Sample> groups(Instant now) {
    return lags.at(now);
  }

  /** As the records say that were read. */
  List<Sample> windows(Instant now) {
    return delays.samples(specs.values(), now);
  }

  @Override
  public void close() {
    try (specs) {
      lags.close();
    }
  }
}
