package dev.millrace.ingestion.gateway.spending;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A length of cost windows. */
public enum CostWindow {
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofHours(1)),
  HOUR("1h", Duration.ofHours(1), Duration.ofDays(1)),
  DAY("1d", Duration.ofDays(1), Duration.ofDays(30));

  private final String label;
  private final Duration length;
  private final Duration usualSpan;

  CostWindow(String label, Duration length, Duration usualSpan) {
    this.label = label;
    this.length = length;
    this.usualSpan = usualSpan;
  }

  /** As people write it. */
  public String label() {
    return label;
  }

  /** How long one is. */
  Duration length() {
    return length;
  }

  /** Of how much time windows are shown to who does not say since when. */
  public Duration usualSpan() {
    return usualSpan;
  }

  /** The length that is written so. */
  public static Optional<CostWindow> labelled(String label) {
    return Arrays.stream(values()).filter(one -> one.label.equals(label)).findFirst();
  }

  /** The length of a window; empty where there is none of that length. */
  static Optional<CostWindow> of(Duration length) {
    return Arrays.stream(values()).filter(one -> one.length.equals(length)).findFirst();
  }

  /** All labels, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(CostWindow::label).collect(Collectors.joining(", "));
  }
}
