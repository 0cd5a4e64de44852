package dev.millrace.lifecycle.domain.judge;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a judge said of one answer in both orders of the scale.
 *
 * @param bestFirst {@value #WORST} to {@value #BEST}
 * @param worstFirst the same
 */
public record Ratings(int bestFirst, int worstFirst) {

  public static final int WORST = 1;
  public static final int BEST = 5;

  /** Between neighbours of the scale an honest judge may waver. */
  private static final int STEADY = 1;

  /** An object with one member, and nothing around it: what else is there nobody interprets. */
  private static final Pattern ANSWER =
      Pattern.compile("\\s*\\{\\s*\"rating\"\\s*:\\s*([1-5])\\s*}\\s*");

  public Ratings {
    if (!isRating(bestFirst) || !isRating(worstFirst)) {
      throw new IllegalArgumentException(
          "ratings are from 1 to 5, not " + bestFirst + " and " + worstFirst);
    }
  }

  /** The rating in an answer of the judge; absent where it is not exactly one. */
  public static OptionalInt read(String answer) {
    Matcher matcher = ANSWER.matcher(answer);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Whether the rating goes with the position instead of with the answer. */
  public boolean isTie() {
    return Math.abs(bestFirst - worstFirst) > STEADY;
  }

  /** The middle of both, as feedback has it: 0 (worst) to 1 (best). */
  public double rating() {
    return ((bestFirst + worstFirst) / 2.0 - WORST) / (BEST - WORST);
  }

  private static boolean isRating(int number) {
    return number >= WORST && number <= BEST;
  }
}
