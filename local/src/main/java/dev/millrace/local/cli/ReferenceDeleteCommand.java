package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.ReferenceTable;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a row out of a reference table. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Takes a row out of a reference table; events to come do without it.")
final class ReferenceDeleteCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private TableOption table = new TableOption();

  @Parameters(index = "1", paramLabel = "KEY", description = "Key of the row.")
  private String key = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ReferenceDeleteCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    String name = table.name();
    RunningFactory factory = data.factory();
    try (ReferenceTable rows = ReferenceTable.open(name, factory, InstantSource.system());
        AuditLog audit =
            AuditLog.open(factory.kafka(), factory.registry(), InstantSource.system())) {
      if (!rows.rows().containsKey(key)) {
        throw new CommandException(
            "there is no row " + key + " in " + name + ": reference list " + name + " shows all");
      }
      rows.delete(key);
      rows.flush();
      audit.append(
          AuditEntry.of(
              System.getProperty("user.name", "unknown"), "reference.delete", name + "/" + key),
          List.of());
    }
    if (json) {
      output.answer(JsonNodeFactory.instance.objectNode().put("table", name).put("deleted", key));
    } else {
      output.answer(key + " is no longer in " + name);
    }
    return 0;
  }
}
