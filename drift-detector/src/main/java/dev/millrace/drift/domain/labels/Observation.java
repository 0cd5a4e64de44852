package dev.millrace.drift.domain.labels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was learnt about a pipeline: an answer, or a judgement of one.
 *
 * @param answer null where it is a judgement
 * @param change null where it is an answer
 */
public record Observation(@Nullable Answer answer, @Nullable LabelChange change) {

  public Observation {
    if ((answer == null) == (change == null)) {
      throw new IllegalArgumentException("an observation is an answer or a change, and not both");
    }
  }

  /** Of an answer. */
  public static Observation of(Answer answer) {
    return new Observation(answer, null);
  }

  /** Of a judgement. */
  public static Observation of(LabelChange change) {
    return new Observation(null, change);
  }

  /** Whose traffic it is. */
  public String pipeline() {
    return answer == null ? judged().pipeline() : answer.pipeline();
  }

  /** When the event happened. */
  public long eventTimeMillis() {
    return answer == null ? judged().eventTimeMillis() : answer.eventTimeMillis();
  }

  private LabelChange judged() {
    return Objects.requireNonNull(change, "neither answer nor change");
  }
}
