package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The templates of production, as they are kept in {@code snapshots} for whoever reviews a change:
 * what would be created, without what tools write down for themselves.
 */
class SnapshotTest {

  private static final Path KEPT = Path.of("snapshots");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final String HOW =
      "the templates differ from those that were reviewed: look at the difference, then accept it"
          + " with  mvn -pl deploy -am -Dmillrace.regenerate=true"
          + " -Dtest=SnapshotTest -Dsurefire.failIfNoSpecifiedTests=false test";

  @Test
  void templatesAreThoseThatWereReviewed() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, ObjectNode> template : Synthesis.ofProduction().templates().entrySet()) {
      texts.put(template.getKey() + ".json", text(template.getValue()));
    }

    if (Boolean.getBoolean("millrace.regenerate")) {
      Files.createDirectories(KEPT);
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Files.writeString(KEPT.resolve(text.getKey()), text.getValue());
      }
    }

    assertThat(differences(kept(), texts)).as(HOW).isEmpty();
  }

  @Test
  void templatesNameNoAssets() throws JsonProcessingException {
    for (ObjectNode template : Synthesis.ofProduction().templates().values()) {
      assertThat(text(template)).doesNotContain("cdk-hnb659fds", "AssetParameters", "cdk_nag");
    }
  }

  /** Of each template that differs its name, with the first line that does. */
  private static List<String> differences(Map<String, String> kept, Map<String, String> made) {
    Set<String> names = new TreeSet<>(kept.keySet());
    names.addAll(made.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(kept.get(name), made.get(name)))
        .map(
            name ->
                name
                    + " "
                    + firstDifference(kept.getOrDefault(name, ""), made.getOrDefault(name, "")))
        .toList();
  }

  private static String firstDifference(String kept, String made) {
    List<String> before = kept.lines().toList();
    List<String> after = made.lines().toList();
    int line = 0;
    while (line < before.size()
        && line < after.size()
        && before.get(line).equals(after.get(line))) {
      line++;
    }
    return "line "
        + (line + 1)
        + ": was "
        + (line < before.size() ? before.get(line).strip() : "not there")
        + ", is "
        + (line < after.size() ? after.get(line).strip() : "not there");
  }

  private static Map<String, String> kept() throws IOException {
    Map<String, String> kept = new TreeMap<>();
    try (Stream<Path> files = Files.list(KEPT)) {
      for (Path file : files.sorted().toList()) {
        kept.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return kept;
  }

  private static String text(ObjectNode template) throws JsonProcessingException {
    ObjectNode shown = template.deepCopy();
    shown.remove("Parameters");
    shown.remove("Metadata");
    for (JsonNode resource : shown.path("Resources")) {
      ((ObjectNode) resource).remove("Metadata");
    }
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(JSON.treeToValue(shown, Object.class)) + "\n";
  }
}
