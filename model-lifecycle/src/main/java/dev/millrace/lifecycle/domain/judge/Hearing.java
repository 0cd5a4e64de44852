package dev.millrace.lifecycle.domain.judge;

import dev.millrace.record.JudgeState;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One answer before its judge, question after question: once with the best of the scale first, once
 * with the worst, and each of these once more where the judge did not give a rating.
 *
 * <p><i>Threads</i>: one.
 */
public final class Hearing {

  /** Of one hearing; calls that the endpoint refuses are none. */
  public static final int MOST_CALLS = 4;

  private final Map<ScaleOrder, Integer> ratings = new EnumMap<>(ScaleOrder.class);
  private BigDecimal booked = BigDecimal.ZERO;
  private int invalid;
  private boolean isRepeated;
  private boolean isOver;
  private Optional<String> failure = Optional.empty();

  /**
   * What is asked next.
   *
   * @param isRepeated whether the last answer to the same question was no rating
   */
  public record Ask(ScaleOrder order, boolean isRepeated) {}

  /**
   * How it ended.
   *
   * @param rating 0 to 1; absent unless RATED
   * @param detail why there is no rating; absent where there is one
   */
  public record End(JudgeState state, OptionalDouble rating, Optional<String> detail) {}

  /** The next question; absent where it is over. */
  public Optional<Ask> next() {
    if (isOver) {
      return Optional.empty();
    }
    for (ScaleOrder order : ScaleOrder.values()) {
      if (!ratings.containsKey(order)) {
        return Optional.of(new Ask(order, isRepeated));
      }
    }
    return Optional.empty();
  }

  /**
   * Takes what the judge has said to the next question.
   *
   * @param cost what is booked for it
   */
  public void said(String answer, BigDecimal cost) {
    Ask asked = next().orElseThrow(() -> new IllegalStateException("nothing was asked"));
    booked = booked.add(cost);
    OptionalInt rating = Ratings.read(answer);
    if (rating.isPresent()) {
      ratings.put(asked.order(), rating.getAsInt());
      isRepeated = false;
      return;
    }
    invalid++;
    isOver = isRepeated;
    isRepeated = true;
  }

  /**
   * Ends it, because there is no answer.
   *
   * @param why in one sentence without content
   * @param cost what is booked for the call
   */
  public void unanswered(String why, BigDecimal cost) {
    booked = booked.add(cost);
    failure = Optional.of(why);
    isOver = true;
  }

  /** How it ended; to be asked when nothing is next. */
  public End end() {
    if (next().isPresent()) {
      throw new IllegalStateException("it is not over");
    }
    if (failure.isPresent()) {
      return new End(JudgeState.UNANSWERED, OptionalDouble.empty(), failure);
    }
    if (ratings.size() < ScaleOrder.values().length) {
      return new End(
          JudgeState.INVALID,
          OptionalDouble.empty(),
          Optional.of("the judge did not give a rating from 1 to 5, and neither when asked again"));
    }
    Ratings both = new Ratings(known(ScaleOrder.BEST_FIRST), known(ScaleOrder.WORST_FIRST));
    return both.isTie()
        ? new End(
            JudgeState.TIED,
            OptionalDouble.empty(),
            Optional.of("the rating changed with the order of the scale"))
        : new End(JudgeState.RATED, OptionalDouble.of(both.rating()), Optional.empty());
  }

  /** The judge's rating in one order; absent where there is none. */
  public Optional<Integer> rating(ScaleOrder order) {
    return Optional.ofNullable(ratings.get(order));
  }

  /** What is booked for all calls. */
  public BigDecimal booked() {
    return booked;
  }

  /** Answers that were no rating. */
  public int invalid() {
    return invalid;
  }

  private int known(ScaleOrder order) {
    return rating(order).orElseThrow();
  }
}
