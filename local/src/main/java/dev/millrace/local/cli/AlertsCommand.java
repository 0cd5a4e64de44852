package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.AlertLog;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.metrics.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what fires. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description =
        "Shows the alerts that fire, and those that did in the last 24 hours, oldest first.")
final class AlertsCommand implements Callable<Integer> {

  private static final Duration LATELY = Duration.ofHours(24);

  private final Output output;
  private final InstantSource clock;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--all", description = "Those before too, as far back as they are kept.")
  private boolean all;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  AlertsCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    List<Alert> alerts =
        new AlertLog(data.factory()).since(all ? Instant.EPOCH : clock.instant().minus(LATELY));
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      alerts.forEach(alert -> array.add(json(alert)));
      output.answer(array);
    } else {
      alerts.forEach(alert -> output.stream(line(alert)));
      output.stream(firing(alerts) + " firing, " + alerts.size() + " in all");
      output.flush();
    }
    return 0;
  }

  /** The fields of the record, and the page that says what to do. */
  static ObjectNode json(Alert alert) {
    return RecordJson.of(alert).put("runbook", Alarm.runbook(alert));
  }

  /** Two lines: what it is, and what to read. */
  static String line(Alert alert) {
    return BudgetText.line(alert) + System.lineSeparator() + "          " + Alarm.runbook(alert);
  }

  private static long firing(List<Alert> alerts) {
    return alerts.stream().filter(alert -> alert.getState() == AlertState.OPEN).count();
  }
}
