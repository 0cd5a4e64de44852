package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.TokenKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** One difference between two books. */
public sealed interface BookChange {

  /**
   * Whether something would have another price than it had when it was booked: what had none may be
   * given one.
   *
   * @param today the last day on which something may be booked already
   */
  boolean rewrites(LocalDate today);

  /** What is most likely wrong with it; nothing where it may be meant. */
  default Optional<String> doubt() {
    return Optional.empty();
  }

  /** As people say it. */
  @Override
  String toString();

  /** Another rate for tokens; absent where there is none. */
  record OfTokens(
      Slot slot,
      TokenKind kind,
      Period period,
      Optional<BigDecimal> before,
      Optional<BigDecimal> after)
      implements BookChange {

    @Override
    public boolean rewrites(LocalDate today) {
      return before.isPresent() && !period.from().isAfter(today);
    }

    @Override
    public Optional<String> doubt() {
      return leap(before, after);
    }

    @Override
    public String toString() {
      return slot
          + ", "
          + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
          + ": "
          + step(before, after)
          + " USD per million "
          + period;
    }
  }

  /** Another rate for units; absent where there is none. */
  record OfUnits(
      UnitSlot slot, Period period, Optional<BigDecimal> before, Optional<BigDecimal> after)
      implements BookChange {

    @Override
    public boolean rewrites(LocalDate today) {
      return before.isPresent() && !period.from().isAfter(today);
    }

    @Override
    public Optional<String> doubt() {
      return leap(before, after);
    }

    @Override
    public String toString() {
      return slot + ": " + step(before, after) + " USD each " + period;
    }
  }

  /** Another model behind a profile; absent where it has none. It holds for all days. */
  record OfProfile(String arn, Optional<String> before, Optional<String> after)
      implements BookChange {

    @Override
    public boolean rewrites(LocalDate today) {
      return before.isPresent();
    }

    @Override
    public String toString() {
      return arn + ": " + before.orElse("unknown") + " -> " + after.orElse("unknown");
    }
  }

  /** A price for a thousand tokens, taken for one for a million, is a thousandth of it. */
  private static Optional<String> leap(Optional<BigDecimal> before, Optional<BigDecimal> after) {
    if (before.isEmpty() || after.isEmpty() || before.get().signum() == 0) {
      return Optional.empty();
    }
    boolean isFar =
        after.get().compareTo(before.get().movePointRight(2)) >= 0
            || after.get().compareTo(before.get().movePointLeft(2)) <= 0;
    return isFar
        ? Optional.of("a hundred times as much or as little: is it for the right number of units?")
        : Optional.empty();
  }

  private static String step(Optional<BigDecimal> before, Optional<BigDecimal> after) {
    return text(before) + " -> " + text(after);
  }

  private static String text(Optional<BigDecimal> rate) {
    return rate.map(BigDecimal::toPlainString).orElse("unpriced");
  }
}
