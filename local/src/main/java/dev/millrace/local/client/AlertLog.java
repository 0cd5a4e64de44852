package dev.millrace.local.client;

import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a factory has told of alerts, as far as the topic keeps it. */
public final class AlertLog {

  private final RunningFactory factory;

  public AlertLog(RunningFactory factory) {
    this.factory = factory;
  }

  /** Each as it is by now, in the order they opened. */
  public List<Alert> alerts() {
    Map<String, Alert> newest = new LinkedHashMap<>();
    factory
        .topics()
        .read(
            Topics.ALERTS,
            record -> {
              if (record.value() != null) {
                newest.put(record.value().getId(), record.value());
              }
            });
    return newest.values().stream().sorted(Comparator.comparing(Alert::getOpenedAt)).toList();
  }

  /** Those that are open, and those that were at that time or later. */
  public List<Alert> since(Instant moment) {
    return alerts().stream()
        .filter(
            alert ->
                alert.getState() == AlertState.OPEN
                    || Objects.requireNonNullElse(alert.getClosedAt(), Instant.MAX).isAfter(moment))
        .toList();
  }
}
