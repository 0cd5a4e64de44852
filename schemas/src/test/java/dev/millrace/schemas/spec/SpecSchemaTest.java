package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.PiiAction;
import dev.millrace.record.PipelineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema that a spec names, as its reader sees it. */
class SpecSchemaTest {

  private static final Path PAGE = Path.of("..", "docs", "event-schemas.md");

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: notes
      task: generation
      prompt:
        user: "{{event}}"
      models:
        champion: amazon.nova-micro-v1:0
      schema: NAME
      """;

  private static final String TAGGED =
      """
      {"properties": {"a": {"x-pii": "hash"}, "b": {"items": {"x-pii": "mask"}}}}
      """;

  @Test
  void tellsAllDefectsOfASchemaAtTheLineThatNamesIt() {
    String schema =
        """
        {"pattern": "(", "items": {"$ref": "http://example.com/a.json", "x-pii": "burn"}}
        """;

    assertThat(problems("a.json", schema, ""))
        .containsExactly(
            "line 8: schema: the file a.json points outside itself: /items/$ref refers to"
                + " http://example.com/a.json, which it does not hold; other documents are never"
                + " fetched, so put it under $defs",
            "line 8: schema: the file a.json has no regular expression at /pattern: Unclosed group"
                + " near index 1");
    assertThat(problems("a.json", "{\"items\": {\"x-pii\": \"burn\"}}", ""))
        .containsExactly(
            "line 8: schema: the file a.json says x-pii: \"burn\" at /items, expected one of drop,"
                + " hash, mask, redact, tokenise");
    assertThat(problems("a.json", "{\"type\": \"text\"}", "").get(0))
        .startsWith("line 8: schema: the file a.json is no JSON Schema 2020-12: at /type: ");
    assertThat(problems("a.json", "{\"const\": \"" + "x".repeat(600_000) + "\"}", ""))
        .containsExactly("line 8: schema: the file a.json is longer than 524288 bytes");
  }

  @Test
  void takesTagsIntoTheGovernance() {
    assertThat(spec("a.json", TAGGED, "").getGovernance().getPii())
        .isEqualTo(Map.of("/a", PiiAction.HASH, "/b/*", PiiAction.MASK));
    assertThat(spec("a.json", TAGGED, "").getGovernance().getMaxBytes()).isEqualTo(65536);
  }

  @Test
  void letsTheSpecHaveTheLastWord() {
    String governance = "governance: { pii: { /a: drop, /c: redact } }\n";

    assertThat(spec("a.json", TAGGED, governance).getGovernance().getPii())
        .isEqualTo(
            Map.of(
                "/a", PiiAction.DROP,
                "/b/*", PiiAction.MASK,
                "/c", PiiAction.REDACT));
  }

  @Test
  void takesTheExamplesOfThePage() throws IOException {
    List<String> examples =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(MatchResult::group)
            .map(block -> block.replace("```json\n", "").replace("```", ""))
            .toList();

    assertThat(examples).hasSize(2);
    assertThat(spec("ticket.schema.json", examples.get(0), "").getGovernance().getPii())
        .isEqualTo(
            Map.of(
                "/customer_id", PiiAction.HASH,
                "/email", PiiAction.HASH,
                "/body", PiiAction.REDACT,
                "/attachments/*/name", PiiAction.MASK,
                "/custom/*", PiiAction.DROP));
    assertThat(spec("ticket.avsc", examples.get(1), "").getGovernance().getPii())
        .isEqualTo(
            Map.of("/email", PiiAction.HASH, "/body", PiiAction.REDACT, "/tags/*", PiiAction.MASK));
  }

  private static PipelineSpec spec(String name, String schema, String more) {
    SpecResult result = read(name, schema, more);
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    return ((SpecResult.Valid) result).spec();
  }

  private static List<String> problems(String name, String schema, String more) {
    SpecResult result = read(name, schema, more);
    assertThat(result).isInstanceOf(SpecResult.Invalid.class);
    return ((SpecResult.Invalid) result).problems().stream().map(SpecProblem::toString).toList();
  }

  private static SpecResult read(String name, String schema, String more) {
    return new SpecReader(file -> schema).readSupported(SPEC.replace("NAME", name) + more);
  }
}
