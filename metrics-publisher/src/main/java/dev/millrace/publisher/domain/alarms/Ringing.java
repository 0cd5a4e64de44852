package dev.millrace.publisher.domain.alarms;

import dev.millrace.schemas.metrics.Dimension;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Something that an alarm rings for at a moment.
 *
 * @param labels what it is told apart by; empty for all together
 * @param value in the metric's unit; 0 where nobody told any
 * @param sentence how it stands, without the alarm's title
 */
record Ringing(SortedMap<Dimension, String> labels, double value, String sentence) {

  private static final String ALL = "factory";

  Ringing {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** As the alert's key calls it. */
  String subject() {
    return labels.isEmpty() ? ALL : String.join("/", labels.values());
  }

  /** For people; empty for all together. */
  String whose() {
    return labels.entrySet().stream()
        .map(label -> label.getKey().label() + " " + label.getValue())
        .collect(Collectors.joining(", "));
  }
}
