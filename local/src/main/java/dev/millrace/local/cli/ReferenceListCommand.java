package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.ReferenceTable;
import dev.millrace.record.ReferenceRecord;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the rows of a reference table. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the rows of a reference table, in the order of their keys.")
final class ReferenceListCommand implements Callable<Integer> {

  private final Output output;
  private final JsonMapper mapper = new JsonMapper();

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private TableOption table = new TableOption();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  ReferenceListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    String name = table.name();
    Map<String, ReferenceRecord> rows;
    try (ReferenceTable opened =
        ReferenceTable.open(name, data.factory(), InstantSource.system())) {
      rows = opened.rows();
    }
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      rows.forEach((key, row) -> array.add(object(key, row)));
      output.answer(array);
    } else {
      rows.forEach(
          (key, row) ->
              output.stream(String.format("%s  %-24s  %s", row.getUpdatedAt(), key, text(row))));
      output.stream(Counted.of(rows.size(), "row") + " in " + name);
      output.flush();
    }
    return 0;
  }

  private ObjectNode object(String key, ReferenceRecord row) {
    ObjectNode one =
        JsonNodeFactory.instance
            .objectNode()
            .put("key", key)
            .put("updatedAt", row.getUpdatedAt().toString());
    try {
      return one.set("row", mapper.readTree(text(row)));
    } catch (JsonProcessingException e) {
      // Written by another client: events do without it, and here it is shown as it is.
      return one.put("row", text(row));
    }
  }

  private static String text(ReferenceRecord row) {
    return UTF_8.decode(row.getRow().duplicate()).toString();
  }
}
