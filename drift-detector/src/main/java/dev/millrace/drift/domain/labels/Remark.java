package dev.millrace.drift.domain.labels;

import dev.millrace.record.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * One record of feedback, as far as it counts. Its shape is what Flink carries.
 *
 * @param label null where only a rating is given
 * @param rating null where only a label is given
 */
public record Remark(
    String requestId,
    String tenant,
    String pipeline,
    @Nullable String label,
    @Nullable Double rating,
    long observedAtMillis) {

  /** Of a record. */
  public static Remark of(Feedback feedback) {
    return new Remark(
        feedback.getRequestId(),
        feedback.getTenant(),
        feedback.getPipeline(),
        feedback.getLabel(),
        feedback.getRating(),
        feedback.getObservedAt().toEpochMilli());
  }

  /** Whose requests it can be about: feedback of others counts for nobody. */
  public String scope() {
    return tenant + "/" + pipeline;
  }
}
