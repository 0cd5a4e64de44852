package dev.millrace.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

/** Records as Confluent's registry writes them. */
class LogReplayTest {

  private final SchemaCatalog catalog = new SchemaCatalog();
  private final LogReplay replay = new LogReplay(catalog);

  @Test
  void readsSchemasOfConfluent() {
    replay.apply("{\"keytype\":\"NOOP\",\"magic\":0}", null);
    replay.apply(
        key("thing-value", 1),
        """
        {"subject":"thing-value","version":1,"id":7,"md5":"x","schema":"\\"string\\"","deleted":false}
        """);

    assertThat(catalog.versions("thing-value", Visibility.LIVE))
        .extracting(RegisteredSchema::version, RegisteredSchema::id)
        .containsExactly(tuple(1, 7));
    assertThat(catalog.maxId()).isEqualTo(7);
  }

  @Test
  void followsReferencesOfConfluent() {
    replay.apply(
        key("part-value", 1),
        """
        {"subject":"part-value","version":1,"id":1,"deleted":false,
         "schema":"{\\"type\\":\\"enum\\",\\"name\\":\\"Part\\",\\"symbols\\":[\\"A\\"]}"}
        """);
    replay.apply(
        key("whole-value", 1),
        """
        {"subject":"whole-value","version":1,"id":2,"deleted":false,
         "references":[{"name":"Part","subject":"part-value","version":1}],
         "schema":"{\\"type\\":\\"array\\",\\"items\\":\\"Part\\"}"}
        """);

    assertThat(catalog.byId(2))
        .map(schema -> schema.getElementType().getFullName())
        .contains("Part");
  }

  @Test
  void keepsTheIdsOfSchemasThatItCannotHold() {
    replay.apply(
        key("message-value", 1),
        """
        {"subject":"message-value","version":1,"id":9,"schemaType":"PROTOBUF","schema":"message M {}"}
        """);

    assertThat(catalog.versions("message-value", Visibility.ALL)).isEmpty();
    assertThat(catalog.maxId()).isEqualTo(9);
  }

  @Test
  void deletesSoftlyUpToAVersion() {
    register("thing-value", 1);
    register("thing-value", 2);
    register("thing-value", 3);

    replay.apply(
        "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"thing-value\",\"magic\":0}",
        "{\"subject\":\"thing-value\",\"version\":2}");

    assertThat(catalog.versions("thing-value", Visibility.LIVE))
        .extracting(RegisteredSchema::version)
        .containsExactly(3);
  }

  @Test
  void forgetsWhatATombstoneTakesBack() {
    register("thing-value", 1);

    replay.apply(key("thing-value", 1), null);

    assertThat(catalog.versions("thing-value", Visibility.ALL)).isEmpty();
  }

  @Test
  void setsAndUnsetsLevelsAndModes() {
    replay.apply(
        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}",
        "{\"compatibilityLevel\":\"FULL\"}");
    replay.apply(
        "{\"keytype\":\"CONFIG\",\"subject\":\"thing-value\",\"magic\":0}",
        "{\"compatibilityLevel\":\"NONE\"}");
    replay.apply(
        "{\"keytype\":\"MODE\",\"subject\":\"thing-value\",\"magic\":0}",
        "{\"mode\":\"READONLY\"}");

    assertThat(catalog.levels().global()).isEqualTo(CompatibilityLevel.FULL);
    assertThat(catalog.levels().of("thing-value")).isEqualTo(CompatibilityLevel.NONE);
    assertThat(catalog.modes().of("thing-value")).isEqualTo(Mode.READONLY);

    replay.apply("{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}", null);
    assertThat(catalog.levels().global()).isEqualTo(CompatibilityLevel.BACKWARD);
  }

  @Test
  void stopsAtWhatIsNotJson() {
    assertThatThrownBy(() -> replay.apply("bytes", null)).hasMessageContaining("_schemas");
  }

  private void register(String subject, int version) {
    replay.apply(
        key(subject, version),
        "{\"subject\":\""
            + subject
            + "\",\"version\":"
            + version
            + ",\"id\":"
            + version
            + ",\"schema\":\"{\\\"type\\\":\\\"int\\\",\\\"p\\\":\\\""
            + version
            + "\\\"}\"}");
  }

  private static String key(String subject, int version) {
    return "{\"keytype\":\"SCHEMA\",\"subject\":\""
        + subject
        + "\",\"version\":"
        + version
        + ",\"magic\":1}";
  }
}
