package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.DeadLetters;
import dev.millrace.local.client.RecordStream;
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

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  DeadLettersListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Map<String, DeadLetter> letters =
        new DeadLetters(new RecordStream(data.factory(), output::tell))
            .all(Optional.ofNullable(pipeline));
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      letters.forEach(
          (id, letter) -> {
            ObjectNode one = array.addObject().put("id", id);
            RecordJson.of(letter)
                .remove(CONTENT)
                .properties()
                .forEach(field -> one.set(field.getKey(), field.getValue()));
          });
      output.answer(array);
    } else {
      letters.forEach(
          (id, letter) ->
              output.stream(
                  String.format(
                      "%s  %-28s  %s/%s  %s",
                      letter.getFailedAt(),
                      id,
                      Optional.ofNullable(letter.getTenant()).orElse("?"),
                      Optional.ofNullable(letter.getPipeline()).orElse("?"),
                      letter.getCause() + ": " + letter.getDetail())));
      output.stream(letters.size() + " dead letters");
      output.flush();
    }
    return 0;
  }
}
