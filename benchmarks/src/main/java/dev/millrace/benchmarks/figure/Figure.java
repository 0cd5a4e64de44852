package dev.millrace.benchmarks.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a benchmark found.
 *
 * <p><i>Shape</i>: value and baseline are medians over the runs, the ratio is that of the medians.
 *
 * @param caption what it is of
 * @param machine what it ran on
 * @param runs in their order, at least one
 */
public record Figure(Caption caption, String machine, List<Run> runs) {

  private static final double DIGITS = 1e4;

  public Figure {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(caption.name() + " was not run");
    }
  }

  /** What a benchmark found. */
  public Figure(Benchmark benchmark, String machine, List<Run> runs) {
    this(Caption.of(benchmark), machine, runs);
  }

  /**
   * One that was written.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static Figure from(JsonNode json) {
    return FigureReader.read(json);
  }

  public Statistics value() {
    return Statistics.of(runs, run -> run.subject().value());
  }

  public Statistics baseline() {
    return Statistics.of(runs, run -> run.baseline().value());
  }

  public double ratio() {
    return value().median() / baseline().median();
  }

  /** The form that programs read: {@code name, value, unit, baseline, ratio, runs} and more. */
  public ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", caption.name())
            .put("value", rounded(value().median()))
            .put("unit", caption.unit())
            .put("baseline", rounded(baseline().median()))
            .put("ratio", rounded(ratio()))
            .put("better", caption.better().word())
            .put("noise", caption.noise())
            .put("description", caption.description())
            .put("baselineDescription", caption.baseline())
            .put("machine", machine);
    ArrayNode all = json.putArray("runs");
    for (Run run : runs) {
      ObjectNode one =
          all.addObject()
              .put("value", rounded(run.subject().value()))
              .put("baseline", rounded(run.baseline().value()))
              .put("ratio", rounded(run.ratio()));
      put(one.putObject("context"), run.subject().context());
      put(one.putObject("baselineContext"), run.baseline().context());
    }
    return json;
  }

  private static void put(ObjectNode json, Map<String, Double> context) {
    context.forEach((name, value) -> json.put(name, rounded(value)));
  }

  private static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
