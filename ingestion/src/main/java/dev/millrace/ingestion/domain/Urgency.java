package dev.millrace.ingestion.domain;

import dev.millrace.record.BulkLane;
import dev.millrace.record.Lane;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * How soon an answer is wanted.
 *
 * @param deadline after which nobody wants it any more
 */
record Urgency(Lane lane, Instant deadline) {

  /** Answers are wanted for a day, unless the pipeline says otherwise. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  /**
   * That of an event: what its producer says, else its pipeline.
   *
   * @param from what the deadline is reckoned from
   */
  static Urgency of(RawEvent event, PipelineSpec spec, Instant from) {
    Lane given = event.getLane();
    Lane lane = given == null ? spec.getDefaultLane() : given;
    BulkLane bulk = spec.getBulk();
    return new Urgency(
        lane,
        lane == Lane.BULK && bulk != null
            ? from.plusMillis(bulk.getDeadlineMillis())
            : from.plus(PATIENCE));
  }
}
