package dev.millrace.benchmarks.figure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads figures in the form that {@link Figure#json()} gives. */
final class FigureReader {

  private static final String ANEW = ": write the file anew with bench --out";

  private FigureReader() {}

  static Figure read(JsonNode json) {
    Caption caption =
        new Caption(
            text(json, "name"),
            text(json, "unit"),
            text(json, "description"),
            text(json, "baselineDescription"),
            better(json),
            number(json, "noise"));
    List<Run> runs = new ArrayList<>();
    for (JsonNode run : required(json, "runs")) {
      runs.add(
          new Run(reading(run, "baseline", "baselineContext"), reading(run, "value", "context")));
    }
    return new Figure(caption, text(json, "machine"), runs);
  }

  private static Reading reading(JsonNode run, String value, String context) {
    Map<String, Double> seen = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : run.path(context).properties()) {
      seen.put(one.getKey(), one.getValue().asDouble());
    }
    return new Reading(number(run, value), seen);
  }

  private static Better better(JsonNode json) {
    String word = text(json, "better");
    return Arrays.stream(Better.values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it is better " + word + ", expected smaller or larger" + ANEW));
  }

  private static double number(JsonNode json, String field) {
    JsonNode number = required(json, field);
    if (!number.isNumber()) {
      throw new IllegalArgumentException("its " + field + " is no number" + ANEW);
    }
    return number.asDouble();
  }

  private static String text(JsonNode json, String field) {
    return required(json, field).asText();
  }

  private static JsonNode required(JsonNode json, String field) {
    JsonNode found = json.get(field);
    if (found == null) {
      throw new IllegalArgumentException("it has no " + field + ANEW);
    }
    return found;
  }
}
