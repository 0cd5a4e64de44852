package dev.millrace.publisher.domain;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What CloudWatch takes for one metric, and bills: a name with values of its dimensions.
 *
 * @param labels in the order of the dimensions
 */
public record Series(Metric metric, SortedMap<Dimension, String> labels) {

  private static final int LONGEST_LABEL = 1_024;
  private static final String NONE = "(none)";

  public Series {
    SortedMap<Dimension, String> clean = new TreeMap<>();
    labels.forEach((dimension, label) -> clean.put(dimension, clean(label)));
    labels = Collections.unmodifiableSortedMap(clean);
  }

  /** With these of its labels that belong to the metric. */
  public static Series of(Metric metric, Map<Dimension, String> labels) {
    Map<Dimension, String> own = new EnumMap<>(Dimension.class);
    for (Dimension dimension : metric.dimensions()) {
      String label = labels.get(dimension);
      if (label != null) {
        own.put(dimension, label);
      }
    }
    return new Series(metric, new TreeMap<>(own));
  }

  /** CloudWatch takes printable ASCII that does not begin with a colon. */
  private static String clean(String label) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < label.length(); at++) {
      char letter = label.charAt(at);
      boolean fits = letter >= ' ' && letter <= '~' && !(letter == ':' && at == 0);
      if (fits) {
        text.append(letter);
      } else {
        text.append(String.format("%%%04X", (int) letter));
      }
    }
    return label.isBlank() ? NONE : text.substring(0, Math.min(text.length(), LONGEST_LABEL));
  }
}
