package dev.millrace.bedrock.cloudwatch;

import java.util.Map;
import java.util.TreeMap;

/** A metric, as CloudWatch tells it from others: by name and dimensions. */
public record StoredSeries(String namespace, String name, Map<String, String> dimensions) {

  public StoredSeries {
    dimensions = Map.copyOf(dimensions);
  }

  @Override
  public String toString() {
    return namespace + " " + name + " " + new TreeMap<>(dimensions);
  }
}
