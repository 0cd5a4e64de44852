package dev.millrace.ingestion.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads instants as RFC 3339 writes them: with four digits of the year and an offset. */
public final class Times {

  private static final int LAST_YEAR = 9999;

  private Times() {}

  /**
   * Reads one.
   *
   * @throws DateTimeException where it is none
   */
  public static Instant parse(String text) {
    OffsetDateTime time = OffsetDateTime.parse(text);
    if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
      throw new DateTimeException("the year is not between 0 and " + LAST_YEAR);
    }
    return time.toInstant();
  }
}
