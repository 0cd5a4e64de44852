package dev.millrace.cost;

import java.time.Duration;

/**
 * How often windows that have changed are written.
 *
 * @param writing time between two writings of minutes
 * @param rollingUp time between two writings of the hours and days that they are in
 */
public record Pace(Duration writing, Duration rollingUp) {

  private static final Duration SHORTEST = Duration.ofMillis(10);

  public Pace {
    if (writing.compareTo(SHORTEST) < 0 || rollingUp.compareTo(writing) < 0) {
      throw new IllegalArgumentException(
          "minutes are written each "
              + writing
              + " and hours each "
              + rollingUp
              + ": expected at least "
              + SHORTEST
              + ", and hours not more often than minutes");
    }
  }
}
