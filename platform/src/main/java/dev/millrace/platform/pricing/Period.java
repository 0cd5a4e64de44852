package dev.millrace.platform.pricing;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Whole days, UTC.
 *
 * @param from first day
 * @param to last day; absent where no end is known
 */
public record Period(LocalDate from, Optional<LocalDate> to) {

  public Period {
    LocalDate first = from;
    if (to.filter(last -> last.isBefore(first)).isPresent()) {
      throw new IllegalArgumentException(
          "it would end on " + to.get() + ", before it begins on " + from);
    }
  }

  /** From a day on, until something else is said. */
  public static Period since(LocalDate from) {
    return new Period(from, Optional.empty());
  }

  /** Whether the day is one of them. */
  public boolean contains(LocalDate day) {
    return !day.isBefore(from) && to.filter(day::isAfter).isEmpty();
  }

  /** As people say it. */
  @Override
  public String toString() {
    return "from " + from + to.map(last -> " to " + last).orElse("");
  }
}
