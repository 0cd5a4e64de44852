package dev.millrace.bedrock.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.cloudwatch.MetricStore.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the input of PutMetricData, and refuses what CloudWatch would: all of it, where one datum
 * is not as it has to be.
 *
 * <p><i>Source</i>: Amazon CloudWatch API reference, PutMetricData and MetricDatum; user guide,
 * "CloudWatch service quotas".
 */
final class PutMetricData {

  private static final int MOST_DATA = 1_000;
  private static final int MOST_VALUES = 150;
  private static final int MOST_DIMENSIONS = 30;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_VALUE = 1_024;
  private static final double LARGEST = Math.pow(2, 360);
  private static final Duration OLDEST = Duration.ofDays(14);
  private static final Duration NEWEST = Duration.ofHours(2);

  private final Instant now;

  PutMetricData(Instant now) {
    this.now = now;
  }

  List<Put> read(JsonNode input) {
    String namespace = text(input, "Namespace", LONGEST_NAME);
    if (namespace.startsWith("AWS/") || namespace.startsWith(":")) {
      throw CloudWatchError.invalid("The namespace " + namespace + " is not for custom metrics");
    }
    JsonNode data = input.path("MetricData");
    if (!data.isArray() || data.isEmpty()) {
      throw CloudWatchError.missing("The parameter MetricData is required");
    }
    if (data.size() > MOST_DATA) {
      throw CloudWatchError.invalid(
          "The collection MetricData must not have a size greater than " + MOST_DATA);
    }
    List<Put> puts = new ArrayList<>();
    for (JsonNode datum : data) {
      StoredSeries series =
          new StoredSeries(namespace, text(datum, "MetricName", LONGEST_NAME), dimensions(datum));
      puts.add(new Put(series, time(datum), values(datum)));
    }
    return puts;
  }

  private Instant time(JsonNode datum) {
    JsonNode seconds = datum.path("Timestamp");
    if (seconds.isMissingNode()) {
      return now;
    }
    Instant time = Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1_000));
    if (time.isBefore(now.minus(OLDEST)) || time.isAfter(now.plus(NEWEST))) {
      throw CloudWatchError.invalid(
          "The timestamp " + time + " is more than two weeks old or two hours ahead");
    }
    return time;
  }

  private static Map<String, String> dimensions(JsonNode datum) {
    JsonNode dimensions = datum.path("Dimensions");
    if (dimensions.size() > MOST_DIMENSIONS) {
      throw CloudWatchError.invalid("A datum has at most " + MOST_DIMENSIONS + " dimensions");
    }
    Map<String, String> byName = new LinkedHashMap<>();
    for (JsonNode dimension : dimensions) {
      String name = text(dimension, "Name", LONGEST_NAME);
      String value = text(dimension, "Value", LONGEST_VALUE);
      if (name.startsWith(":") || byName.put(name, value) != null) {
        throw CloudWatchError.invalid("The dimension " + name + " cannot be used, or is twice");
      }
    }
    return byName;
  }

  private static StoredPeriod values(JsonNode datum) {
    boolean isOne = datum.has("Value");
    JsonNode values = datum.path("Values");
    if (isOne == values.isArray()) {
      throw CloudWatchError.invalid("A datum has either Value or Values");
    }
    if (isOne) {
      return StoredPeriod.of(number(datum.path("Value")), 1);
    }
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      throw CloudWatchError.invalid("Values has 1 to " + MOST_VALUES + " values");
    }
    JsonNode counts = datum.path("Counts");
    if (counts.isArray() && counts.size() != values.size()) {
      throw CloudWatchError.invalid("Values and Counts have different sizes");
    }
    StoredPeriod all = period(values, counts, 0);
    for (int i = 1; i < values.size(); i++) {
      all = all.and(period(values, counts, i));
    }
    return all;
  }

  private static StoredPeriod period(JsonNode values, JsonNode counts, int at) {
    long count = counts.isArray() ? Math.round(number(counts.path(at))) : 1;
    if (count < 1) {
      throw CloudWatchError.invalid("A count is less than 1");
    }
    return StoredPeriod.of(number(values.path(at)), count);
  }

  private static double number(JsonNode node) {
    double number = node.asDouble(Double.NaN);
    if (!(Math.abs(number) <= LARGEST)) {
      throw CloudWatchError.invalid("A value is no number of at most 2^360");
    }
    return number;
  }

  private static String text(JsonNode node, String member, int longest) {
    String text = node.path(member).asText("");
    if (text.isBlank()) {
      throw CloudWatchError.missing("The parameter " + member + " is required");
    }
    if (text.length() > longest || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw CloudWatchError.invalid(
          member + " has to be of at most " + longest + " printable ASCII characters");
    }
    return text;
  }
}
