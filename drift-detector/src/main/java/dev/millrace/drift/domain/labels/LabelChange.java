package dev.millrace.drift.domain.labels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A judged answer that is counted, or not counted any more. Whoever adds up all changes has each
 * answer once, with the judgement that is newest, in whatever order they came.
 *
 * @param sign 1 to count it, -1 to take it back
 * @param version null where no model was asked
 * @param segment null for none
 * @param predicted the label that was given; null where the task has none
 * @param confidence 0 to 1; null where the model gives none
 * @param actual the label that was true; null where only a rating is known
 * @param rating 0 to 1; null where only a label is known
 * @param delayMillis from the event to its judgement, 0 at least; 0 where only a judge model's
 *     verdict is known
 * @param verdict of a judge model; null where none is known
 * @param judgeRating its rating, 0 to 1; null where it gave none
 */
public record LabelChange(
    int sign,
    String pipeline,
    @Nullable Integer version,
    @Nullable String segment,
    long eventTimeMillis,
    @Nullable String predicted,
    @Nullable Double confidence,
    @Nullable String actual,
    @Nullable Double rating,
    long delayMillis,
    @Nullable String verdict,
    @Nullable Double judgeRating) {

  /** Of people alone. */
  public LabelChange(
      int sign,
      String pipeline,
      @Nullable Integer version,
      @Nullable String segment,
      long eventTimeMillis,
      @Nullable String predicted,
      @Nullable Double confidence,
      @Nullable String actual,
      @Nullable Double rating,
      long delayMillis) {
    this(
        sign,
        pipeline,
        version,
        segment,
        eventTimeMillis,
        predicted,
        confidence,
        actual,
        rating,
        delayMillis,
        null,
        null);
  }

  /** Whether people have judged it. */
  public boolean isByPeople() {
    return actual != null || rating != null;
  }

  /** What follows when more becomes known of an answer; nothing where it is not counted. */
  public static List<LabelChange> between(Answer about, Judgement before, Judgement after) {
    if (!about.isAnswered() || before.equals(after)) {
      return List.of();
    }
    List<LabelChange> changes = new ArrayList<>(2);
    if (before.isKnown()) {
      changes.add(of(about, before, -1));
    }
    if (after.isKnown()) {
      changes.add(of(about, after, 1));
    }
    return changes;
  }

  private static LabelChange of(Answer about, Judgement judgement, int sign) {
    return new LabelChange(
        sign,
        about.pipeline(),
        about.version(),
        about.segment(),
        about.eventTimeMillis(),
        about.label(),
        about.confidence(),
        judgement.label(),
        judgement.rating(),
        delayMillis(about, judgement),
        judgement.verdict(),
        judgement.judgeRating());
  }

  private static long delayMillis(Answer about, Judgement judgement) {
    return judgement.label() == null && judgement.rating() == null
        ? 0
        : Math.max(0, judgement.observedAtMillis() - about.eventTimeMillis());
  }
}
