package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The shapes of AWS's own description of a service. */
record ModelShapes(JsonNode shapes) {

  /** Those of a file of the shared data; where it is absent, the test is skipped. */
  static ModelShapes of(String name) throws IOException {
    Path file = SharedData.find(name).orElse(null);
    Assumptions.assumeTrue(file != null, name + " is absent");
    return new ModelShapes(LocalEndpoint.JSON.readTree(file.toFile()).path("shapes"));
  }

  /** The description of one. */
  JsonNode shape(String name) {
    return shapes.path(name);
  }

  /** Holds a value to the shape of a name. */
  void check(JsonNode value, String name, String where) {
    JsonNode shape = shape(name);
    switch (shape.path("type").asText()) {
      case "structure" -> checkStructure(value, shape, where);
      case "list" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.forEach(
            element -> check(element, shape.path("member").path("shape").asText(), where + "[]"));
      }
      case "map" ->
          value.forEach(
              element -> check(element, shape.path("value").path("shape").asText(), where + "{}"));
      case "timestamp" ->
          assertThat(value.asText()).as(where).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
      case "string" -> {
        assertThat(value.isTextual()).as(where).isTrue();
        if (shape.has("pattern")) {
          assertThat(value.asText()).as(where).matches(shape.path("pattern").asText());
        }
        if (shape.has("enum")) {
          List<String> words = new ArrayList<>();
          shape.path("enum").forEach(word -> words.add(word.asText()));
          assertThat(words).as(where).contains(value.asText());
        }
      }
      case "integer", "long" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
      case "float" -> assertThat(value.isNumber()).as(where).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
      default -> throw new AssertionError(where + " is a " + shape.path("type"));
    }
  }

  private void checkStructure(JsonNode value, JsonNode shape, String where) {
    assertThat(value.isObject()).as(where).isTrue();
    shape
        .path("required")
        .forEach(
            member -> assertThat(value.has(member.asText())).as(where + "." + member).isTrue());
    value
        .fieldNames()
        .forEachRemaining(
            member -> {
              JsonNode modelled = shape.path("members").path(member);
              assertThat(modelled.isObject()).as(where + "." + member).isTrue();
              check(value.get(member), modelled.path("shape").asText(), where + "." + member);
            });
  }
}
