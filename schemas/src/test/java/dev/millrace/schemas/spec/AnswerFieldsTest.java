package dev.millrace.schemas.spec;

import static dev.millrace.schemas.spec.SpecTexts.problems;
import static dev.millrace.schemas.spec.SpecTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.AnswerCache;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.SchemaFormat;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a spec says about the answers of its model. */
class AnswerFieldsTest {

  private static final String OBJECT =
      """
      {"type": "object", "required": ["name"]}
      """;

  private static final Map<String, String> FILES =
      Map.of(
          "answer.json", OBJECT,
          "broken.json", "{\"type\": \"text\"}",
          "tagged.json", "{\"properties\": {\"a\": {\"x-pii\": \"hash\"}}}");

  @Test
  void readsTheSchemaOfAnswersFromItsFile() {
    PipelineSpec spec = valid(read("extraction", "answer: answer.json"));

    assertThat(spec.getPrompt().getAnswer())
        .isEqualTo(new EventSchema(SchemaFormat.JSON_SCHEMA, OBJECT));
    assertThat(spec.getSchema$()).as("that of events").isNull();
  }

  @Test
  void repairsAnswersUnlessToldNotTo() {
    assertThat(valid(read("extraction", "maxTokens: 16")).getPrompt().getRepair()).isTrue();
    assertThat(valid(read("extraction", "repair: false")).getPrompt().getRepair()).isFalse();
    assertThat(problems(read("extraction", "repair: no thanks")))
        .containsExactly("line 6: prompt.repair: expected `true` or `false`, got \"no thanks\"");
  }

  @Test
  void tellsWhatIsWrongWithTheSchemaOfAnswers() {
    assertThat(problems(read("extraction", "answer: missing.json")))
        .containsExactly(
            "line 6: prompt.answer: there is no file missing.json; its name is relative to the"
                + " spec");
    assertThat(problems(read("extraction", "answer: answer.avsc")).get(0))
        .startsWith("line 6: prompt.answer: expected the name of a file that ends in `.json`");
    assertThat(problems(read("extraction", "answer: broken.json")).get(0))
        .startsWith("line 6: prompt.answer: the file broken.json is no JSON Schema 2020-12");
    assertThat(problems(read("extraction", "answer: tagged.json")))
        .containsExactly(
            "line 6: prompt.answer: x-pii has no effect on answers: remove it from the file");
  }

  @Test
  void refusesWhatOtherTasksHaveNoUseFor() {
    assertThat(problems(read("generation", "answer: answer.json")))
        .containsExactly(
            "line 6: prompt.answer: only the answers of the task extraction have a schema: remove"
                + " it");
    assertThat(problems(read("generation", "repair: true")))
        .containsExactly(
            "line 6: prompt.repair: no answer of the task generation is repaired: remove the"
                + " field");
    assertThat(List.of("generation", "embedding"))
        .allSatisfy(task -> valid(read(task, "labels: []")));
  }

  @Test
  void givesAnswersAgainForAsLongAsItSays() {
    String prompt = "maxTokens: 16\n";

    assertThat(valid(read("extraction", prompt)).getCache()).isNull();
    assertThat(valid(read("extraction", prompt + "cache: { ttl: 10m }")).getCache())
        .isEqualTo(new AnswerCache(600_000L));
    assertThat(problems(read("extraction", prompt + "cache: { ttl: 8d }")).get(0))
        .startsWith("line 7: cache.ttl: expected a length of time from 1s to 7d");
    assertThat(problems(read("extraction", prompt + "cache: {}")).get(0))
        .startsWith("line 7: cache: the field ttl is missing");
  }

  @Test
  void takesAGuardrail() {
    assertThat(
            valid(read("extraction", "maxTokens: 16", ", guardrail: 'a1b2c3:1'"))
                .getModels()
                .getGuardrail())
        .isEqualTo("a1b2c3:1");
  }

  @Test
  void warnsOfWhatTheGuardrailDoesNotSee() {
    String guardrail = ", guardrail: 'a1b2c3:1'";
    String unseen = "system: 'Mind {{mood}}.'";
    Set<String> models = Set.of("amazon.nova-micro-v1:0");

    assertThat(SpecWarnings.of(valid(read("generation", unseen, guardrail)), models))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.path()).isEqualTo("prompt.system");
              assertThat(warning.problem()).contains("guardrail does not look at instructions");
            });
    assertThat(SpecWarnings.of(valid(read("generation", unseen)), models)).isEmpty();
    assertThat(SpecWarnings.of(valid(read("generation", "system: 'Be kind.'", guardrail)), models))
        .isEmpty();
  }

  private static SpecResult read(String task, String field) {
    return read(task, field, "");
  }

  private static SpecResult read(String task, String field, String models) {
    return new SpecReader(
            name -> {
              String text = FILES.get(name);
              if (text == null) {
                throw new NoSuchFileException(name);
              }
              return text;
            })
        .readSupported(
            """
            apiVersion: millrace/v1
            pipeline: notes
            task: TASK
            prompt:
              user: "{{event}}"
              FIELD
            models: { champion: 'amazon.nova-micro-v1:0'MODELS }
            """
                .replace("TASK", task)
                .replace("FIELD", field)
                .replace("MODELS", models));
  }
}
