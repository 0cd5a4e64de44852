package dev.millrace.platform.budgets.domain;

import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * How the time is cut into the windows of a budget, by the clocks of a time zone: every instant
 * lies in exactly one.
 *
 * <p><i>Shape</i>: hours begin with midnight; days are counted so that seven of them begin on a
 * Monday; a month is one of the calendar. Where clocks are set, the window that it happens in is as
 * much longer or shorter.
 *
 * @param count hours that divide a day, days up to 31, or one month
 */
public record BudgetWindow(PeriodUnit unit, int count, ZoneId zone) {

  private static final int HOURS_OF_A_DAY = 24;
  private static final int MOST_DAYS = 31;

  /** Day 0 was a Thursday; three days before it was a Monday. */
  private static final int MONDAY = 3;

  /**
   * One window.
   *
   * @param start inclusive
   * @param end exclusive
   */
  public record Span(Instant start, Instant end) {

    public Span {
      if (!start.isBefore(end)) {
        throw new IllegalArgumentException("a window from " + start + " to " + end + " is empty");
      }
    }

    /** Whether an instant lies in it. */
    public boolean contains(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  public BudgetWindow {
    boolean fits =
        switch (unit) {
          case HOUR -> count >= 1 && count < HOURS_OF_A_DAY && HOURS_OF_A_DAY % count == 0;
          case DAY -> count >= 1 && count <= MOST_DAYS;
          case MONTH -> count == 1;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          count
              + " "
              + unit
              + " is no window: expected hours that divide a day, 1 to 31 days, or 1 month");
    }
  }

  /**
   * As it stands in a record.
   *
   * @throws IllegalArgumentException where its zone is unknown, or its length no window's
   */
  static BudgetWindow of(BudgetPeriod period) {
    try {
      return new BudgetWindow(period.getUnit(), period.getCount(), ZoneId.of(period.getZone()));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "the time zone " + period.getZone() + " is unknown here", e);
    }
  }

  /** The window that an instant lies in. */
  public Span at(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    LocalDate date = local.toLocalDate();
    return switch (unit) {
      case HOUR -> hours(date, local.getHour() - local.getHour() % count);
      case DAY -> {
        long first = Math.floorDiv(date.toEpochDay() + MONDAY, (long) count) * count - MONDAY;
        yield span(LocalDate.ofEpochDay(first), LocalDate.ofEpochDay(first + count));
      }
      case MONTH -> {
        LocalDate first = date.withDayOfMonth(1);
        yield span(first, first.plusMonths(1));
      }
    };
  }

  /** As it is written in specs: {@code 6h}, {@code 1d}, {@code 1mo}. */
  @Override
  public String toString() {
    return text(unit, count);
  }

  /** The same of a record, whether it is understood or not. */
  static String text(BudgetPeriod period) {
    return text(period.getUnit(), period.getCount());
  }

  private static String text(PeriodUnit unit, int count) {
    return count
        + switch (unit) {
          case HOUR -> "h";
          case DAY -> "d";
          case MONTH -> "mo";
        };
  }

  private Span hours(LocalDate date, int first) {
    int next = first + count;
    return new Span(
        at(date, first),
        next == HOURS_OF_A_DAY ? date.plusDays(1).atStartOfDay(zone).toInstant() : at(date, next));
  }

  /** The first of two where clocks were set back; the end of the gap where they were set on. */
  private Instant at(LocalDate date, int hour) {
    return hour == 0
        ? date.atStartOfDay(zone).toInstant()
        : ZonedDateTime.of(date, LocalTime.of(hour, 0), zone).toInstant();
  }

  private Span span(LocalDate first, LocalDate next) {
    return new Span(first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
  }
}
