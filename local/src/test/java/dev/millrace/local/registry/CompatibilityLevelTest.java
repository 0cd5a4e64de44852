package dev.millrace.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityLevelTest {

  private static final Schema BARE =
      SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
  private static final Schema WITH_OPTIONAL =
      SchemaBuilder.record("Thing").fields().requiredString("name").optionalInt("size").endRecord();
  private static final Schema WITH_REQUIRED =
      SchemaBuilder.record("Thing").fields().requiredString("name").requiredInt("size").endRecord();

  private static final Schema WITH_DEFAULT =
      SchemaBuilder.record("Thing")
          .fields()
          .requiredString("name")
          .name("size")
          .type()
          .intType()
          .intDefault(0)
          .endRecord();

  static Stream<Arguments> verdicts() {
    return Stream.of(
        argumentSet("nothing asked", CompatibilityLevel.NONE, BARE, WITH_REQUIRED, true),
        argumentSet("new reads old", CompatibilityLevel.BACKWARD, BARE, WITH_OPTIONAL, true),
        argumentSet("new lacks default", CompatibilityLevel.BACKWARD, BARE, WITH_REQUIRED, false),
        argumentSet("field removed", CompatibilityLevel.BACKWARD, WITH_REQUIRED, BARE, true),
        argumentSet("old ignores field", CompatibilityLevel.FORWARD, BARE, WITH_REQUIRED, true),
        argumentSet("old misses field", CompatibilityLevel.FORWARD, WITH_REQUIRED, BARE, false),
        argumentSet("both ways", CompatibilityLevel.FULL, BARE, WITH_OPTIONAL, true),
        argumentSet("only one way", CompatibilityLevel.FULL, BARE, WITH_REQUIRED, false));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void judgesByItsDirection(CompatibilityLevel level, Schema old, Schema next, boolean may) {
    assertThat(level.objections(next, versions(old)).isEmpty()).isEqualTo(may);
  }

  @Test
  void asksOnlyTheNewestUnlessItIsTransitive() {
    List<RegisteredSchema> before = versions(BARE, WITH_DEFAULT);

    assertThat(CompatibilityLevel.BACKWARD.objections(WITH_REQUIRED, before)).isEmpty();
    assertThat(CompatibilityLevel.BACKWARD_TRANSITIVE.objections(WITH_REQUIRED, before))
        .anyMatch(message -> message.contains("READER_FIELD_MISSING_DEFAULT_VALUE"))
        .contains("{oldSchemaVersion: 1}", "{compatibility: 'BACKWARD_TRANSITIVE'}");
  }

  @Test
  void letsAnythingBeTheFirst() {
    for (CompatibilityLevel level : CompatibilityLevel.values()) {
      assertThat(level.objections(WITH_REQUIRED, List.of())).isEmpty();
    }
  }

  private static List<RegisteredSchema> versions(Schema... schemas) {
    return Stream.iterate(1, version -> version <= schemas.length, version -> version + 1)
        .map(
            version ->
                new RegisteredSchema("thing-value", version, version, schemas[version - 1], false))
        .toList();
  }
}
