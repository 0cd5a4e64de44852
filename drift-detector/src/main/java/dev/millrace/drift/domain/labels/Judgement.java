package dev.millrace.drift.domain.labels;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What turned out to be true of one request, as far as is known.
 *
 * <p>Label and rating are told by different people at different times, and a verdict by a judge
 * model, so each is the newest of its own. Of two observed in the same millisecond the greater one
 * counts: joining is commutative, associative and idempotent, and feedback may come in any order,
 * and twice.
 *
 * @param label null where none is known; {@link #OTHER} for one that the pipeline does not have
 * @param labelAtMillis when it was observed; 0 where none is known
 * @param rating 0 to 1; null where none is known
 * @param ratingAtMillis when it was observed; 0 where none is known
 * @param verdict of a judge model, as {@link Remark#verdict} has it; null where none is known
 * @param judgeRating its rating, 0 to 1; null where it gave none
 * @param verdictAtMillis when it was given; 0 where none is known
 */
public record Judgement(
    @Nullable String label,
    long labelAtMillis,
    @Nullable Double rating,
    long ratingAtMillis,
    @Nullable String verdict,
    @Nullable Double judgeRating,
    long verdictAtMillis) {

  /** Stands for every label that is none of the pipeline's, so that there are only so many. */
  public static final String OTHER = "(other)";

  /** Nothing is known. */
  public static final Judgement NONE = new Judgement(null, 0, null, 0);

  /** Of people alone. */
  public Judgement(
      @Nullable String label, long labelAtMillis, @Nullable Double rating, long ratingAtMillis) {
    this(label, labelAtMillis, rating, ratingAtMillis, null, null, 0);
  }

  /**
   * What one record says.
   *
   * @param labels of the pipeline
   */
  public static Judgement of(Remark remark, Collection<String> labels) {
    long at = remark.observedAtMillis();
    String label = remark.label();
    Double rating = valid(remark.rating());
    return new Judgement(
        label == null || labels.contains(label) ? label : OTHER,
        label == null ? 0 : at,
        rating,
        rating == null ? 0 : at,
        remark.verdict(),
        remark.verdict() == null ? null : valid(remark.judgeRating()),
        remark.verdict() == null ? 0 : at);
  }

  /** What both say together. */
  public Judgement and(Judgement other) {
    boolean ownLabel = counts(label, labelAtMillis, other.label, other.labelAtMillis);
    boolean ownRating = counts(rating, ratingAtMillis, other.rating, other.ratingAtMillis);
    boolean ownVerdict = counts(verdict, verdictAtMillis, other.verdict, other.verdictAtMillis);
    return new Judgement(
        ownLabel ? label : other.label,
        ownLabel ? labelAtMillis : other.labelAtMillis,
        ownRating ? rating : other.rating,
        ownRating ? ratingAtMillis : other.ratingAtMillis,
        ownVerdict ? verdict : other.verdict,
        ownVerdict ? judgeRating : other.judgeRating,
        ownVerdict ? verdictAtMillis : other.verdictAtMillis);
  }

  /** Whether anything is known. */
  public boolean isKnown() {
    return label != null || rating != null || verdict != null;
  }

  /** When people last said something of it; the smallest number where they did not. */
  public long observedAtMillis() {
    return Math.max(label == null ? Long.MIN_VALUE : labelAtMillis, ratedAt());
  }

  private long ratedAt() {
    return rating == null ? Long.MIN_VALUE : ratingAtMillis;
  }

  private static <T extends Comparable<T>> boolean counts(
      @Nullable T mine, long mineAt, @Nullable T theirs, long theirsAt) {
    if (mine == null || theirs == null) {
      return theirs == null;
    }
    return mineAt != theirsAt ? mineAt > theirsAt : mine.compareTo(theirs) >= 0;
  }

  /** Who writes to the topic without the gateway may write anything. */
  private static @Nullable Double valid(@Nullable Double rating) {
    return rating != null && rating >= 0 && rating <= 1 ? rating : null;
  }
}
