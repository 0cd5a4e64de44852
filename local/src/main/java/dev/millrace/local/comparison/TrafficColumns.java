package dev.millrace.local.comparison;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.record.FeatureType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the traffic of a model version in a window with other traffic of it, value by value:
 * first all of the reference is added, then all of the window.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class TrafficColumns {

  private final Map<String, FeatureType> types = new LinkedHashMap<>();
  private final Map<String, GatheredColumn> columns = new LinkedHashMap<>();
  private long rows;
  private long currentRows;

  /** What is watched of a pipeline: features by JSON Pointer, and what its answers look like. */
  public TrafficColumns(Map<String, FeatureType> features) {
    types.putAll(new TreeMap<>(features));
    types.put("label", FeatureType.CATEGORY);
    types.put("confidence", FeatureType.NUMBER);
    types.put("outputTokens", FeatureType.NUMBER);
    types.put("latencyMillis", FeatureType.NUMBER);
    types.put("outcome", FeatureType.CATEGORY);
    types.forEach((name, type) -> columns.put(name, GatheredColumn.of(name, type)));
  }

  /** Adds a request of the reference. */
  public void addReference(Answer answer) {
    rows++;
    values(answer).forEach((name, value) -> column(name).addReference(value));
  }

  /** Adds a request of the window. */
  public void addCurrent(Answer answer) {
    currentRows++;
    values(answer).forEach((name, value) -> column(name).addCurrent(value));
  }

  /** Requests of the reference. */
  public long rows() {
    return rows;
  }

  /** Requests of the window. */
  public long currentRows() {
    return currentRows;
  }

  /** What is watched, in its order; what answers do not have, such as labels, is empty. */
  public List<ColumnComparison> comparisons(EffectGates gates) {
    return columns.values().stream()
        .map(column -> column.comparison(rows, currentRows, gates))
        .toList();
  }

  private GatheredColumn column(String name) {
    return Objects.requireNonNull(columns.get(name), name);
  }

  /** A feature that a request does not have is a missing value; a label of no answer is none. */
  private Map<String, @Nullable String> values(Answer answer) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    types.keySet().stream()
        .filter(name -> name.startsWith("/"))
        .forEach(name -> values.put(name, null));
    for (int i = 0; i < answer.names().length; i++) {
      String name = answer.names()[i];
      if (types.containsKey(name)) {
        double number = answer.numbers()[i];
        values.put(name, Double.isNaN(number) ? answer.texts()[i] : Double.toString(number));
      }
    }
    values.put("outcome", answer.outcome());
    put(values, "label", answer.label());
    put(values, "confidence", answer.confidence());
    put(values, "outputTokens", answer.outputTokens());
    put(values, "latencyMillis", answer.latencyMillis());
    return values;
  }

  private static void put(
      Map<String, @Nullable String> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value.toString());
    }
  }
}
