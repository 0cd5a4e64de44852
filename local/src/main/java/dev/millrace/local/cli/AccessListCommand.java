package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.ResourceName;
import dev.millrace.schemas.access.Role;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the catalogue of access. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the roles, and with --json what each needs; needs no factory.")
final class AccessListCommand implements Callable<Integer> {

  private final Output output;

  @Option(
      names = "--source-topic",
      paramLabel = "TOPIC",
      description = "A topic of a producer's own that a pipeline is fed from; may be repeated.")
  private List<String> sourceTopics = List.of();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  AccessListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    OwnTopics ownTopics = SourceTopics.read(sourceTopics);
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Role role : Role.values()) {
        ObjectNode one = array.addObject().put("role", role.label()).put("who", role.purpose());
        ArrayNode needs = one.putArray("needs");
        Access.of(role, ownTopics).forEach(need -> write(need, needs.addObject()));
      }
      output.answer(array);
      return 0;
    }
    for (Role role : Role.values()) {
      output.stream(String.format("%-18s %s", role.label(), role.purpose().replace("`", "")));
    }
    output.flush();
    return 0;
  }

  private static void write(Need need, ObjectNode to) {
    to.put("on", need.kind().word())
        .put("name", need.name().map(ResourceName::pattern).orElse(null));
    ArrayNode actions = to.putArray("actions");
    need.orderedActions().stream().map(Action::iamName).forEach(actions::add);
    to.put("why", need.why());
  }
}
