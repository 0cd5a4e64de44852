package dev.millrace.ingestion.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.event.EventValidator;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSchemaTest {

  private static final long SEED = 20_261_126;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"object\",\"required\":[\"a\"]}       | {\"b\":[1e5],\"a\":1}  | false",
        "{\"type\":\"object\",\"required\":[\"a\"]}       | {\"b\":[1],\"a\":1}    | true",
        "{\"type\":\"object\",\"required\":[\"a\"]}       | {\"b\":1}              | false",
        "{\"type\":[\"string\",\"null\"]}                 | null                   | true",
        "{\"maxLength\":2,\"minLength\":2}                | \"\u00e9\\u00e9\"      | true",
        "{\"maxLength\":2}                                | \"\ud83d\ude00\ud83d\ude00\" | true",
        "{\"maxLength\":2}                                | \"abc\"                | false",
        "{\"minLength\":2}                                | \"\u00e9\"             | false",
        "{\"enum\":[\"a\",1]}                             | \"\\u0061\"            | true",
        "{\"enum\":[\"a\",1]}                             | \"b\"                  | false",
        "{\"pattern\":\"^C[0-9]{4}$\"}                    | \"C1234\"              | true",
        "{\"pattern\":\"^C[0-9]{4}$\"}                    | \"C1234\\n\"           | false",
        "{\"minimum\":1,\"exclusiveMaximum\":5}           | 4.999                  | true",
        "{\"minimum\":1,\"exclusiveMaximum\":5}           | 5.0                    | false",
        "{\"minimum\":-1}                                 | -1.5                   | false",
        "{\"type\":\"integer\"}                           | -12                    | true",
        "{\"type\":\"integer\"}                           | 1.5                    | false",
        "{\"items\":{\"type\":\"string\"},\"maxItems\":2} | [\"a\",\"b\"]          | true",
        "{\"items\":{\"type\":\"string\"},\"maxItems\":2} | [\"a\",1]              | false",
        "{\"properties\":{\"a\":true},\"additionalProperties\":false} | {\"a\":{}} | true",
        "{\"properties\":{\"a\":true},\"additionalProperties\":false} | {\"b\":{}} | false",
        "{\"additionalProperties\":{\"type\":\"number\"},\"required\":[\"x\"]} | {\"x\":\"\"} | false",
      })
  void knowsWhatFits(String schema, String event, boolean fits) {
    assertThat(plain(schema).orElseThrow().isFitting(json(event))).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"allOf\":[]}",
        "{\"$ref\":\"#\"}",
        "{\"$defs\":{}}",
        "{\"patternProperties\":{}}",
        "{\"uniqueItems\":true}",
        "{\"multipleOf\":2}",
        "{\"minimum\":0.5}",
        "{\"maximum\":1000000001}",
        "{\"pattern\":\"a|b\"}",
        "{\"properties\":{\"a\":{\"not\":{}}}}",
        "{\"items\":{\"anyOf\":[true]}}",
        "{\"unheardOf\":1}",
      })
  void leavesSchemasWithOtherKeywordsToTheLibrary(String schema) {
    assertThat(plain(schema)).isEmpty();
  }

  @Test
  void leavesDeepAndLargeEventsToTheLibrary() {
    PlainSchema any = plain("{}").orElseThrow();
    int levels = EventValidator.MAX_DEPTH;

    assertThat(any.isFitting(json("[".repeat(levels) + "]".repeat(levels)))).isTrue();
    assertThat(any.isFitting(json("[".repeat(levels + 1) + "]".repeat(levels + 1)))).isFalse();
    assertThat(any.isFitting(json("\"" + "a".repeat(PlainSchema.MAX_BYTES) + "\""))).isFalse();
    assertThat(any.isFitting(json("1".repeat(PlainNumber.MOST_CHARACTERS + 1)))).isFalse();
  }

  /**
   * Whatever fits here has to fit for the library, and most of what fits for it has to fit here.
   */
  @Test
  void agreesWithTheLibrary() {
    SplittableRandom random = new SplittableRandom(SEED);
    int known = 0;
    int fitting = 0;
    for (int i = 0; i < 400; i++) {
      String schema = SchemasByChance.schema(random, 3);
      EventValidator validator = validator(schema);
      Optional<PlainSchema> plain = PlainSchemaReader.read(validator.jsonSchema());
      for (int j = 0; plain.isPresent() && j < 20; j++) {
        String text = SchemasByChance.event(random, 3);
        JsonValue event = json(text);
        boolean isKnown = plain.get().isFitting(event);
        boolean isFitting =
            EventTree.of(event) instanceof EventTree.Seen seen
                && validator.objection(seen.node()).isEmpty();
        assertThat(isFitting || !isKnown)
            .as("seed %s: %s is taken to fit %s", SEED, text, schema)
            .isTrue();
        known += isKnown ? 1 : 0;
        fitting += isFitting ? 1 : 0;
      }
    }

    assertThat(fitting).isGreaterThan(500);
    assertThat(known).isGreaterThan(fitting / 2);
  }

  private static Optional<PlainSchema> plain(String schema) {
    return PlainSchemaReader.read(validator(schema).jsonSchema());
  }

  private static EventValidator validator(String schema) {
    return EventValidator.of(new EventSchema(SchemaFormat.JSON_SCHEMA, schema));
  }

  private static JsonValue json(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }
}
