package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.RecordStream;
import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the audit log. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists who changed what, oldest first.")
final class AuditListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "Only those of one action, such as pipeline.apply.")
  private @Nullable String action;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  AuditListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<AuditEvent> events = new ArrayList<>();
    new RecordStream(data.factory(), output::tell)
        .read(
            Topics.AUDIT_LOG,
            event -> {
              if (action == null || action.equals(event.getAction())) {
                events.add(event);
              }
            });
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      events.forEach(event -> array.add(RecordJson.of(event)));
      output.answer(array);
    } else {
      events.forEach(event -> output.stream(line(event)));
      output.flush();
    }
    return 0;
  }

  private static String line(AuditEvent event) {
    return String.format(
        "%s  %-16s  %-22s  %s%s",
        event.getAt(),
        event.getActor(),
        event.getAction(),
        event.getSubject(),
        Optional.ofNullable(event.getTenant()).map(tenant -> " of " + tenant).orElse(""));
  }
}
