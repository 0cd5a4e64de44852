package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.json.RecordJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds two versions of a pipeline's model against each other. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Shows in what two versions of a pipeline's model differ, field by field.")
final class ModelsDiffCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Whose versions they are.")
  private String pipeline = "";

  @Parameters(index = "1", paramLabel = "N", description = "Number of one version.")
  private int one;

  @Parameters(index = "2", paramLabel = "M", description = "Number of another version.")
  private int other;

  @Option(names = "--json", description = "One JSON object: by field what each has.")
  private boolean json;

  ModelsDiffCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<ModelVersion> versions =
        new VersionBoard(data.factory(), InstantSource.system())
            .versions().stream().filter(version -> version.getPipeline().equals(pipeline)).toList();
    ObjectNode difference = difference(find(versions, one), find(versions, other));
    if (json) {
      output.answer(difference);
      return 0;
    }
    difference
        .properties()
        .forEach(
            field ->
                output.stream(
                    field.getKey()
                        + ": "
                        + field.getValue().get(0).asText()
                        + " -> "
                        + field.getValue().get(1).asText()));
    output.stream(Counted.of(difference.size(), "difference"));
    output.flush();
    return 0;
  }

  /** By field what each has; what one does not have is null. */
  static ObjectNode difference(ModelVersion one, ModelVersion other) {
    Map<String, JsonNode> ofOne = fields(one);
    Map<String, JsonNode> ofOther = fields(other);
    TreeMap<String, JsonNode> all = new TreeMap<>(ofOne);
    all.putAll(ofOther);
    ObjectNode difference = JsonNodeFactory.instance.objectNode();
    for (String field : all.keySet()) {
      JsonNode first = ofOne.getOrDefault(field, JsonNodeFactory.instance.nullNode());
      JsonNode second = ofOther.getOrDefault(field, JsonNodeFactory.instance.nullNode());
      if (!first.equals(second)) {
        difference.putArray(field).add(first).add(second);
      }
    }
    return difference;
  }

  /** The leaves of the record, by path; the profile is bytes, and says nothing to people. */
  private static Map<String, JsonNode> fields(ModelVersion version) {
    Map<String, JsonNode> fields = new TreeMap<>();
    gather("", RecordJson.of(version), fields);
    fields.keySet().removeIf(field -> field.startsWith("training.profile."));
    return fields;
  }

  private static void gather(String path, JsonNode node, Map<String, JsonNode> to) {
    if (!node.isObject()) {
      to.put(path, node);
      return;
    }
    node.properties()
        .forEach(
            field ->
                gather(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    to));
  }

  private ModelVersion find(List<ModelVersion> versions, int number) {
    return versions.stream()
        .filter(version -> version.getVersion() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "pipeline "
                        + pipeline
                        + " has no version "
                        + number
                        + ": see millrace models list"));
  }
}
