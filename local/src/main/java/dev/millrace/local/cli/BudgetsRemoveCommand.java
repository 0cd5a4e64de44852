package dev.millrace.local.cli;

import dev.millrace.local.client.BudgetBoard;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a budget that was set beside those of the specs. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes a budget that was set; those of specs are removed from the spec.")
final class BudgetsRemoveCommand implements Callable<Integer> {

  private final Output output;
  private final InstantSource clock;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "NAME", description = "Its name.")
  private String name = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  BudgetsRemoveCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    BudgetDefinition removed =
        new BudgetBoard(data.factory(), clock)
            .remove(name, System.getProperty("user.name", "unknown"))
            .orElseThrow(
                () ->
                    new CommandException(
                        "no budget "
                            + name
                            + " was set: see millrace budgets; those with a / in their names are"
                            + " in specs"));
    if (json) {
      output.answer(RecordJson.of(removed).put("removed", true));
    } else {
      output.answer("removed: " + name);
    }
    return 0;
  }
}
