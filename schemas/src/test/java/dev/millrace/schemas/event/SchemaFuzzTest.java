package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.testing.Fuzz;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever text a schema is, it is checked and compiled, or refused with what is wrong. */
class SchemaFuzzTest {

  private static final String EVENT =
      "{\"id\":\"c-1\",\"email\":\"a@b.example\",\"items\":[1,2.5,null,{\"n\":-1e9}],\"tier\":\"gold\"}";

  private static final String JSON_SCHEMA =
      """
      {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
       "required":["id"],"additionalProperties":false,
       "properties":{"id":{"type":"string","pattern":"^c-[0-9]+$","minLength":1},
        "email":{"type":"string","x-pii":"hash","format":"email"},
        "items":{"type":"array","maxItems":9,"prefixItems":[{"multipleOf":0.5}],
         "items":{"anyOf":[{"type":"number","minimum":0},{"$ref":"#/$defs/n"}]}},
        "tier":{"enum":["gold","silver"]}},
       "$defs":{"n":{"oneOf":[{"type":"null"},{"not":{"const":1}}]}}}
      """;

  private static final String AVRO =
      """
      {"type":"record","name":"Ticket","namespace":"a.b","fields":[
       {"name":"id","type":"string"},{"name":"email","type":["null","string"],"x-pii":"mask"},
       {"name":"items","type":{"type":"array","items":["long","double","null","Ticket"]}},
       {"name":"tier","type":{"type":"enum","name":"Tier","symbols":["gold","silver"]}},
       {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"default":0}]}
      """;

  @Test
  void takesAJsonSchemaOrRefusesIt() throws IOException {
    check(SchemaFormat.JSON_SCHEMA, JSON_SCHEMA);
  }

  @Test
  void takesAnAvroSchemaOrRefusesIt() throws IOException {
    check(SchemaFormat.AVRO, AVRO);
  }

  @Test
  void refusesTheNameOfNothingAsAnAvroSchema() {
    assertThat(SchemaCheck.of(new EventSchema(SchemaFormat.AVRO, "\"\""), Set.of()))
        .isInstanceOf(SchemaCheck.Unsound.class);
  }

  @Test
  void refusesANumberBeyondAllMeasure() {
    assertThat(
            SchemaCheck.of(
                new EventSchema(SchemaFormat.JSON_SCHEMA, "{\"const\":1e9999999999}"), Set.of()))
        .isInstanceOf(SchemaCheck.Unsound.class);
  }

  private static void check(SchemaFormat format, String good) throws IOException {
    JsonNode event = new ObjectMapper().readTree(EVENT);
    Fuzz.ofTexts(format.name(), good)
        .with("\"$ref\":\"#\"", "\"$ref\":\"#/$defs/n\"", "\"$id\":\"a\"", "\"if\":{}", "true")
        .with("\"type\":[\"null\",\"array\"]", "\"pattern\":\"(a+)+$\"", "{}", "[", "{\"not\":")
        .with(
            "\"items\":",
            "\"type\":\"map\",\"values\":",
            "1e1001",
            "1e9999999999",
            "\"x-pii\":\"drop\"",
            "\\u0000")
        .holdsOfTexts(
            text -> {
              EventSchema schema = new EventSchema(format, text);
              SchemaCheck verdict = SchemaCheck.of(schema, Set.of());
              try {
                assertThat(EventValidator.of(schema).objection(event)).isNotNull();
              } catch (UnusableSchemaException e) {
                assertThat(verdict).isInstanceOf(SchemaCheck.Unsound.class);
              }
            });
  }
}
