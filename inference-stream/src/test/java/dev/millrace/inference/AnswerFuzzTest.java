package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.answer.JsonAnswerSchema;
import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.inference.domain.AnswerSchema;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.pack.ArrayReader.Elements;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import dev.millrace.record.Task;
import dev.millrace.schemas.testing.Fuzz;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a model says, it is an answer or none; nothing else happens. */
class AnswerFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AnswerParser PARSER = new AnswerParser(JsonObjects::one);
  private static final Optional<AnswerSchema> SCHEMA =
      Optional.of(
          JsonAnswerSchema.of(
              new EventSchema(
                  SchemaFormat.JSON_SCHEMA,
                  "{\"type\":\"object\",\"required\":[\"total\"],"
                      + "\"properties\":{\"total\":{\"type\":\"number\",\"multipleOf\":0.01}}}")));

  @Test
  void readsObjectsOrSaysThatThereIsNone() {
    Fuzz.ofTexts(
            "extraction",
            "{\"total\":12.50,\"items\":[{\"name\":\"größer\"}]}",
            "```json\n{\"total\":1e2}\n```",
            "Here you are: {\"total\":1}")
        .with(
            "```", "```json\n", "\n", "1e999999999", "-0", "[", "{\"a\":", "NaN", "\\ud800", "null")
        .within(256L << 20)
        .holdsOfTexts(
            text -> {
              Answer answer =
                  PARSER.parse(Requests.of(Task.EXTRACTION), new Content.Text(text), SCHEMA);
              if (answer instanceof Answer.Text object) {
                assertThat(JSON.readTree(object.text()).isObject()).isTrue();
                assertThat(JsonObjects.one(object.text())).contains(object.text());
              } else {
                assertThat(((Answer.Invalid) answer).detail()).isNotBlank();
              }
            });
  }

  @Test
  void readsLabelsOrSaysThatThereIsNone() {
    Fuzz.ofTexts("label", "billing", "**Billing**.", "\"bug\"", "“bug.”", "`billing`")
        .with("*", "\"", "`", ".", "“", "bug", " ", "\n", "_", "'")
        .holdsOfTexts(
            text -> {
              Answer answer =
                  PARSER.parse(Requests.classification(), new Content.Text(text), Optional.empty());
              if (answer instanceof Answer.Label label) {
                assertThat(Requests.classification().getPrompt().getLabels())
                    .contains(label.label());
                assertThat(text.toLowerCase(Locale.ROOT)).contains(label.label());
              }
            });
  }

  @Test
  void readsAsMuchOfAnArrayAsIsThere() {
    Fuzz.ofTexts(
            "packed answer",
            "[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"billing\"}]",
            "Sure:\n```json\n[{\"i\":0,\"label\":{\"a\":1.50}},{\"i\":1")
        .with(
            "[",
            "{\"i\":",
            "\"i\":9999999999",
            "\"i\":1e9",
            "\"i\":-1",
            "]",
            "\"label\":null",
            "{}")
        .within(256L << 20)
        .holdsOfTexts(
            text -> {
              Optional<Elements> read = AnswerArray.read(text, "label");
              assertThat(read.isPresent()).isEqualTo(text.indexOf('[') >= 0);
              int bytes = text.getBytes(UTF_8).length;
              assertThat(read.map(all -> all.complete().size()).orElse(0))
                  .isLessThanOrEqualTo(bytes);
            });
  }

  @Test
  void takesNumbersBeyondAllMeasureForNoAnswer() {
    assertThat(JsonObjects.one("{\"total\":1e9999999999}")).isEmpty();
    assertThat(
            AnswerArray.read("[{\"i\":0,\"label\":1},{\"i\":1,\"label\":1e9999999999}]", "label"))
        .hasValueSatisfying(read -> assertThat(read.complete()).hasSize(1));
  }
}
