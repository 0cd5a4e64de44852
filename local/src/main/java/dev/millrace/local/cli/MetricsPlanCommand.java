package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.PublisherSettings;
import dev.millrace.publisher.domain.PublishingPlan;
import dev.millrace.publisher.domain.Terms;
import dev.millrace.schemas.metrics.Dimension;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what CloudWatch would ask for a factory of some size. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Says how many metrics CloudWatch would take a factory of such a size for, and what they"
            + " would cost a month; needs no factory.")
final class MetricsPlanCommand implements Callable<Integer> {

  private final Output output;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tenants in the same hour (default: ${DEFAULT-VALUE}).")
  private int tenants;

  @Option(
      names = "--pipelines",
      paramLabel = "N",
      defaultValue = "1",
      description = "Pipelines (default: ${DEFAULT-VALUE}).")
  private int pipelines;

  @Option(
      names = "--models",
      paramLabel = "N",
      defaultValue = "1",
      description = "Models of each pipeline (default: ${DEFAULT-VALUE}).")
  private int models;

  @Option(
      names = "--versions",
      paramLabel = "N",
      defaultValue = "2",
      description = "Versions of a model that answer at once (default: ${DEFAULT-VALUE}).")
  private int versions;

  @Option(
      names = "--budgets",
      paramLabel = "N",
      defaultValue = "1",
      description = "Budgets (default: ${DEFAULT-VALUE}).")
  private int budgets;

  @Option(
      names = "--top-tenants",
      paramLabel = "N",
      description = "How many tenants have a name in the same hour (publisher.top-tenants).")
  private String topTenants = "";

  @Option(
      names = "--dimensions",
      paramLabel = "DIMENSION,...",
      description =
          "What is told apart, with commas (publisher.dimensions); all but lane and tier"
              + " if absent.")
  private String dimensions = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  MetricsPlanCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    PublishingPlan plan =
        PublishingPlan.of(
            terms(),
            Map.of(
                Dimension.TENANT,
                tenants,
                Dimension.PIPELINE,
                pipelines,
                Dimension.MODEL,
                models,
                Dimension.VERSION,
                versions,
                Dimension.BUDGET,
                budgets,
                // What a factory has, whatever its size.
                Dimension.GROUP,
                5,
                Dimension.TOPIC,
                2,
                Dimension.STAGE,
                2,
                Dimension.CAUSE,
                5,
                Dimension.LANE,
                2));
    if (json) {
      output.answer(object(plan));
    } else {
      plan.lines()
          .forEach(
              line ->
                  output.stream(String.format("%-32s %8d", line.metric().key(), line.series())));
      output.stream(String.format("%-32s %8d", "metrics of CloudWatch", plan.series()));
      output.stream(String.format("%-32s %8s", "US dollars a month", plan.dollarsPerMonth()));
      output.flush();
    }
    return 0;
  }

  /** As the settings would be read. */
  private Terms terms() {
    Map<String, String> values = new HashMap<>();
    values.put("publisher.top-tenants", topTenants);
    values.put("publisher.dimensions", dimensions);
    SettingsReader reader = SettingsReader.of(values);
    Terms terms = PublisherSettings.terms(reader);
    reader.finish();
    return terms;
  }

  private static ObjectNode object(PublishingPlan plan) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = object.putArray("metrics");
    plan.lines()
        .forEach(
            line ->
                lines.addObject().put("metric", line.metric().key()).put("series", line.series()));
    return object
        .put("series", plan.series())
        .put("dollarsPerMonth", plan.dollarsPerMonth().toPlainString());
  }
}
