package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class CompatibilityTest {

  private static final Schema FIRST =
      SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
  private static final Schema WITH_DEFAULT =
      SchemaBuilder.record("Thing").fields().requiredString("name").optionalInt("size").endRecord();
  private static final Schema WITHOUT_DEFAULT =
      SchemaBuilder.record("Thing").fields().requiredString("name").requiredInt("size").endRecord();

  @Test
  void acceptsANewFieldOnlyWithADefault() {
    assertThat(Compatibility.objections(WITH_DEFAULT, FIRST)).isEmpty();
    assertThat(Compatibility.objections(WITHOUT_DEFAULT, FIRST))
        .singleElement()
        .asString()
        .contains("at /fields/1")
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
  }

  @Test
  void givesTheVerdictsOfTheAvroProject() throws IOException {
    Optional<Path> file = SharedData.find("schemas/avro-compatibility.json");
    assumeTrue(file.isPresent(), "shared/data/schemas/avro-compatibility.json is not there");
    List<String> wrong = new ArrayList<>();
    int verdicts = 0;

    for (JsonNode each : new ObjectMapper().readTree(file.orElseThrow().toFile())) {
      boolean compatible =
          Compatibility.objections(schema(each, "reader"), schema(each, "writer")).isEmpty();
      if (compatible != each.path("compatible").asBoolean()) {
        wrong.add(each.path("source").asText());
      }
      verdicts++;
    }

    assertThat(wrong).isEmpty();
    assertThat(verdicts).isEqualTo(163);
  }

  private static Schema schema(JsonNode each, String side) {
    return new Schema.Parser().setValidateDefaults(false).parse(each.path(side).asText());
  }
}
