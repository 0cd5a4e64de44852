package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.letters.DeadLetters;
import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.local.client.RecordStream;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.json.RecordJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters without their content. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the dead letters, without the content of the events.")
final class DeadLettersListCommand implements Callable<Integer> {

  private static final List<String> CONTENT = List.of("key", "value", "headers");

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private LetterOptions which = new LetterOptions();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  DeadLettersListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    LetterFilter filter = which.filter();
    DeadLetters all = new DeadLetters(new RecordStream(data.factory(), output::tell));
    Map<String, DeadLetter> letters = all.all();
    letters.values().removeIf(letter -> !filter.takes(letter));
    Map<String, AuditEvent> replayed = all.replayed();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      letters.forEach((id, letter) -> array.add(object(id, letter, replayed.get(id))));
      output.answer(array);
    } else {
      letters.forEach((id, letter) -> output.stream(line(id, letter, replayed.get(id))));
      output.stream(Counted.of(letters.size(), "dead letter"));
      output.flush();
    }
    return 0;
  }

  private static ObjectNode object(String id, DeadLetter letter, @Nullable AuditEvent replay) {
    ObjectNode one = JsonNodeFactory.instance.objectNode().put("id", id);
    RecordJson.of(letter)
        .remove(CONTENT)
        .properties()
        .forEach(field -> one.set(field.getKey(), field.getValue()));
    return one.put("replayed", replay != null)
        .put("replayedAt", replay == null ? null : replay.getAt().toString());
  }

  private static String line(String id, DeadLetter letter, @Nullable AuditEvent replay) {
    return String.format(
        "%s  %-28s  %-8s  %s/%s  %s",
        letter.getFailedAt(),
        id,
        replay != null ? "replayed" : letter.getReplayOf() != null ? "again" : "",
        Optional.ofNullable(letter.getTenant()).orElse("?"),
        Optional.ofNullable(letter.getPipeline()).orElse("?"),
        letter.getCause() + ": " + letter.getDetail());
  }
}
