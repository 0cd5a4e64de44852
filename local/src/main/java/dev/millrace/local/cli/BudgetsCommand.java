package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.BudgetStandings;
import dev.millrace.platform.budgets.domain.PresentBudgets.Present;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how budgets stand; the commands below it do more with them. */
@Command(
    name = "budgets",
    mixinStandardHelpOptions = true,
    description =
        "Shows how much of each budget is used, and when it will be used up; some seconds behind.")
final class BudgetsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--tenant", paramLabel = "T", description = "Only those of one tenant.")
  private @Nullable String tenant;

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  BudgetsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<Present> budgets =
        new BudgetStandings(data.factory(), InstantSource.system())
                .budgets(
                    (name, reason) ->
                        output.tell("a budget of " + name + " is not kept: " + reason.getMessage()))
                .stream()
                .filter(one -> tenant == null || tenant.equals(one.status().getTenant()))
                .filter(one -> pipeline == null || pipeline.equals(one.status().getPipeline()))
                .toList();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      budgets.forEach(one -> array.add(BudgetText.json(one)));
      output.answer(array);
    } else {
      budgets.forEach(one -> output.stream(BudgetText.lines(one)));
      output.stream(Counted.of(budgets.size(), "budget"));
      output.flush();
    }
    return 0;
  }
}
