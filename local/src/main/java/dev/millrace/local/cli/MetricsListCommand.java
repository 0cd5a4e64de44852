package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the catalogue of metrics. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the catalogue of metrics; needs no factory.")
final class MetricsListCommand implements Callable<Integer> {

  private final Output output;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  MetricsListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (json) {
      output.answer(array());
    } else {
      table();
    }
    return 0;
  }

  private static ArrayNode array() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Metric metric : Metric.values()) {
      ObjectNode one =
          array
              .addObject()
              .put("metric", metric.key())
              .put("prometheus", metric.prometheusName())
              .put("cloudWatch", metric.isPublished() ? metric.cloudWatchName() : null)
              .put("kind", word(metric.kind()))
              .put("unit", word(metric.unit()))
              .put("emitter", metric.emitter().title())
              .put("meaning", metric.meaning());
      ArrayNode dimensions = one.putArray("dimensions");
      metric.dimensions().forEach(dimension -> dimensions.add(dimension.label()));
    }
    return array;
  }

  private void table() {
    output.stream(String.format("%-32s %-8s %-8s %s", "metric", "kind", "unit", "by"));
    for (Metric metric : Metric.values()) {
      output.stream(
          String.format(
              "%-32s %-8s %-8s %s",
              metric.key(),
              word(metric.kind()),
              word(metric.unit()),
              metric.dimensions().stream()
                  .map(Dimension::label)
                  .collect(Collectors.joining(", "))));
    }
    output.flush();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
