package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPathsTest {

  private static final EventPaths TICKET =
      json(
          """
          {
            "type": "object",
            "properties": {
              "id": {"type": "string"},
              "customer": {"$ref": "#/$defs/customer"},
              "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
              "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": false},
              "free": {"type": ["object", "null"]},
              "either": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/line"}]},
              "never": false,
              "a/b": {"properties": {"c": true}}
            },
            "additionalProperties": false,
            "$defs": {
              "customer": {
                "properties": {"email": {"type": "string"}, "friend": {"$ref": "#/$defs/customer"}},
                "additionalProperties": false
              },
              "line": {"allOf": [
                {"properties": {"text": {}}},
                {"properties": {"text": {}, "price": {}}, "additionalProperties": false}
              ], "type": "object"}
            }
          }
          """);

  @ParameterizedTest
  @CsvSource({
    "id, true",
    "other, false",
    "id/inside, false",
    "customer/email, true",
    "customer/emial, false",
    "customer/friend/friend/email, true",
    "customer/friend/friend/emial, false",
    "customer/*, true",
    "*/email, true",
    "*/emial, true",
    "lines/0/text, true",
    "lines/*/price, true",
    "lines/*/prize, false",
    "lines/text, false",
    "pair/0, true",
    "pair/1, false",
    "free/whatever, true",
    "either/text, true",
    "either/nothing, false",
    "never, false"
  })
  void aPlaceIsDeniedWhereTheSchemaSurelyHasNone(String path, boolean has) {
    assertThat(TICKET.has(names(path))).isEqualTo(has);
  }

  @Test
  void aSchemaThatLetsOthersInHasEveryMember() {
    EventPaths open = json("{\"properties\": {\"id\": {\"type\": \"string\"}}}");

    assertThat(open.has(List.of("other"))).isTrue();
    assertThat(open.has(List.of("id", "inside"))).isFalse();
    assertThat(open.namesAll()).isFalse();
    assertThat(TICKET.namesAll()).isTrue();
  }

  @Test
  void membersThatAnyPartTellsOfAreNotUnevaluated() {
    EventPaths composed =
        json(
            """
            {"allOf": [{"properties": {"a": {}}}, {"if": {"properties": {"b": {}}}}],
             "properties": {"c": {}}, "unevaluatedProperties": false}
            """);

    assertThat(composed.has(List.of("a"))).isTrue();
    assertThat(composed.has(List.of("b"))).isTrue();
    assertThat(composed.has(List.of("c"))).isTrue();
    assertThat(composed.has(List.of("d"))).isFalse();
  }

  @Test
  void namesByPatternAreNotWeighed() {
    EventPaths patterned =
        json("{\"patternProperties\": {\"^x-\": {}}, \"additionalProperties\": false}");

    assertThat(patterned.has(List.of("anything"))).isTrue();
  }

  @Test
  void aSchemaThatIsItselfIsLeftThere() {
    assertThat(json("{\"allOf\": [{\"$ref\": \"#\"}]}").has(List.of("a"))).isTrue();
  }

  @Test
  void anAvroRecordHasItsFieldsAndMapsHaveAll() {
    EventPaths avro =
        EventPaths.of(
            new EventSchema(
                SchemaFormat.AVRO,
                """
                {"type": "record", "name": "T", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "who", "type": ["null", {"type": "record", "name": "W", "fields": [
                    {"name": "email", "type": "string"}]}]},
                  {"name": "tags", "type": {"type": "map", "values": "string"}}]}
                """));

    assertThat(avro.has(List.of("who", "email"))).isTrue();
    assertThat(avro.has(List.of("who", "emial"))).isFalse();
    assertThat(avro.has(List.of("tags", "any"))).isTrue();
    assertThat(avro.has(List.of("other"))).isFalse();
    assertThat(avro.namesAll()).as("events may bring more").isFalse();
  }

  @Test
  void membersAreNamedThroughReferencesAndItems() {
    assertThat(TICKET.namedAt(List.of("customer"))).containsExactly("email", "friend");
    assertThat(TICKET.namedAt(List.of("lines", "*"))).containsExactly("price", "text");
    assertThat(TICKET.namedAt(List.of("a/b"))).containsExactly("c");
    assertThat(TICKET.namedAt(List.of("none"))).isEmpty();
  }

  private static EventPaths json(String schema) {
    return EventPaths.of(new EventSchema(SchemaFormat.JSON_SCHEMA, schema));
  }

  private static List<String> names(String path) {
    return Arrays.asList(path.split("/", -1));
  }
}
