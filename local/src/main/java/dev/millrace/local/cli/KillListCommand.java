package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.KillSwitchBoard;
import dev.millrace.local.client.KillSwitchBoard.Target;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.json.RecordJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is stopped. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the pipelines, models and tenants that are stopped.")
final class KillListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  KillListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<KillSwitch> stopped =
        new KillSwitchBoard(data.factory(), InstantSource.system()).stopped();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      stopped.forEach(one -> array.add(RecordJson.of(one)));
      output.answer(array);
    } else {
      stopped.forEach(one -> output.stream(line(one)));
      output.stream(Counted.of(stopped.size(), "kill switch is on", "kill switches are on"));
      output.flush();
    }
    return 0;
  }

  static String line(KillSwitch one) {
    return String.format(
        "%s: %s (by %s at %s)",
        new Target(one.getScope(), one.getName()),
        one.getReason(),
        one.getChangedBy(),
        one.getChangedAt());
  }
}
