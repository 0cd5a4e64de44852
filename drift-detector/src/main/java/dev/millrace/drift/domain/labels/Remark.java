package dev.millrace.drift.domain.labels;

import dev.millrace.record.Feedback;
import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What people or a judge model say of one request, as far as it counts. Its shape is what Flink
 * carries.
 *
 * @param label of people; null where they gave none
 * @param rating of people; null where they gave none
 * @param verdict how it ended before the judge: the name of a {@link JudgeState}; null where people
 *     say something
 * @param judgeRating 0 to 1; null unless the verdict is RATED
 */
public record Remark(
    String requestId,
    String tenant,
    String pipeline,
    @Nullable String label,
    @Nullable Double rating,
    @Nullable String verdict,
    @Nullable Double judgeRating,
    long observedAtMillis) {

  /** Of people. */
  public Remark(
      String requestId,
      String tenant,
      String pipeline,
      @Nullable String label,
      @Nullable Double rating,
      long observedAtMillis) {
    this(requestId, tenant, pipeline, label, rating, null, null, observedAtMillis);
  }

  /** Of a record of feedback. */
  public static Remark of(Feedback feedback) {
    return new Remark(
        feedback.getRequestId(),
        feedback.getTenant(),
        feedback.getPipeline(),
        feedback.getLabel(),
        feedback.getRating(),
        feedback.getObservedAt().toEpochMilli());
  }

  /** Of a judge; that it is being asked says nothing yet. */
  public static Remark of(JudgeVerdict verdict) {
    return new Remark(
        verdict.getRequestId(),
        verdict.getTenant(),
        verdict.getPipeline(),
        null,
        null,
        verdict.getState() == JudgeState.ASKING ? null : verdict.getState().name(),
        verdict.getRating(),
        verdict.getWrittenAt().toEpochMilli());
  }

  /** Whose requests it can be about: feedback of others counts for nobody. */
  public String scope() {
    return tenant + "/" + pipeline;
  }
}
