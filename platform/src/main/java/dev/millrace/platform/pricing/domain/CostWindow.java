package dev.millrace.platform.pricing.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A length of cost windows. Windows of a length begin at whole multiples of it since 1970 in UTC:
 * each minute is in one hour, each hour in one day, and prices change only between days.
 */
public enum CostWindow {
  MINUTE(Duration.ofMinutes(1), "1m"),
  HOUR(Duration.ofHours(1), "1h"),
  DAY(Duration.ofDays(1), "1d");

  private final Duration length;
  private final String label;

  CostWindow(Duration length, String label) {
    this.length = length;
    this.label = label;
  }

  /** How long one is. */
  public Duration length() {
    return length;
  }

  /** As people write it: 1m, 1h or 1d. */
  public String label() {
    return label;
  }

  /** Start of the window that an instant is in, milliseconds since 1970. */
  public long start(long millis) {
    return millis - Math.floorMod(millis, length.toMillis());
  }

  /** The length of a window between two instants; empty where none is as long. */
  public static Optional<CostWindow> between(Instant start, Instant end) {
    Duration length = Duration.between(start, end);
    return Arrays.stream(values()).filter(window -> window.length.equals(length)).findFirst();
  }

  /** The length that is written so; empty where none is. */
  public static Optional<CostWindow> labelled(String label) {
    return Arrays.stream(values()).filter(window -> window.label.equals(label)).findFirst();
  }

  /** All labels, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(CostWindow::label).collect(Collectors.joining(", "));
  }
}
