package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.BudgetStandings;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.schemas.json.RecordJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the alerts of budgets. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Shows the alerts of budgets that are open, oldest first.")
final class BudgetsAlertsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--tenant", paramLabel = "T", description = "Only those of one tenant.")
  private @Nullable String tenant;

  @Option(names = "--all", description = "Also those that are over, as far as they are kept.")
  private boolean all;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  BudgetsAlertsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<Alert> alerts =
        new BudgetStandings(data.factory(), InstantSource.system())
            .alerts().stream()
                .filter(alert -> all || alert.getState() == AlertState.OPEN)
                .filter(alert -> tenant == null || tenant.equals(alert.getTenant()))
                .toList();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      alerts.forEach(alert -> array.add(RecordJson.of(alert)));
      output.answer(array);
    } else {
      alerts.forEach(alert -> output.stream(BudgetText.line(alert)));
      output.stream(Counted.of(alerts.size(), "alert"));
      output.flush();
    }
    return 0;
  }
}
