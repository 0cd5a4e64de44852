package dev.millrace.cost.budgets.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a budget will be used up, if spending goes on as it did.
 *
 * <p><i>Shape</i>: three rates are looked at: of the last 24th of a window's length, of its last
 * quarter, and of the window so far (while less than a 24th of it has passed: of the window
 * before). What is left, divided by a rate, is the time until the limit: the middle one of the
 * three is the forecast, the shortest and the longest are its bounds.
 *
 * <p><i>Units</i>: exact until the last division, which is rounded down to milliseconds.
 */
public sealed interface Forecast {

  /** The limit is reached. */
  record Reached() implements Forecast {}

  /**
   * The limit will be reached within the window.
   *
   * @param at when
   * @param latest absent where it may not be reached at all
   */
  record Expected(Instant at, Instant earliest, Optional<Instant> latest) implements Forecast {}

  /**
   * The limit will not be reached within the window.
   *
   * @param earliest when it would be at the fastest of the rates; absent where not even then
   */
  record NotBeforeWindowEnd(Optional<Instant> earliest) implements Forecast {}

  /**
   * Spending in a time.
   *
   * @param time more than none
   */
  record Pace(BigDecimal spent, Duration time) {

    /** Milliseconds until so much is spent; absent where it never is. */
    private OptionalLong millisFor(BigDecimal amount) {
      if (spent.signum() <= 0) {
        return OptionalLong.empty();
      }
      BigDecimal millis =
          amount
              .multiply(BigDecimal.valueOf(time.toMillis()))
              .divide(spent, 0, RoundingMode.DOWN)
              .min(BigDecimal.valueOf(Integer.MAX_VALUE).multiply(BigDecimal.valueOf(1000)));
      return OptionalLong.of(millis.longValueExact());
    }
  }

  /**
   * Looks ahead.
   *
   * @param left of the limit
   * @param paces three of them
   * @param now in event time
   * @param end of the window
   */
  static Forecast of(BigDecimal left, List<Pace> paces, Instant now, Instant end) {
    if (left.signum() <= 0) {
      return new Reached();
    }
    List<Optional<Instant>> times =
        paces.stream()
            .mapToLong(pace -> pace.millisFor(left).orElse(Long.MAX_VALUE))
            .sorted()
            .mapToObj(millis -> at(millis, now, end))
            .toList();
    Optional<Instant> earliest = times.get(0);
    Optional<Instant> middle = times.get(times.size() / 2);
    Optional<Instant> latest = times.get(times.size() - 1);
    return middle
        .<Forecast>map(at -> new Expected(at, earliest.orElse(at), latest))
        .orElseGet(() -> new NotBeforeWindowEnd(earliest));
  }

  private static Optional<Instant> at(long millis, Instant now, Instant end) {
    return millis < Duration.between(now, end).toMillis()
        ? Optional.of(now.plusMillis(millis))
        : Optional.empty();
  }
}
