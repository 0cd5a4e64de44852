package dev.millrace.interop;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry as Confluent's own Java client sees it. */
class ConfluentClientIT {

  private static final AvroSchema FIRST = thing(field("name", "string"));
  private static final AvroSchema WITH_DEFAULT =
      thing(field("name", "string"), "{\"name\":\"size\",\"type\":\"int\",\"default\":0}");
  private static final AvroSchema WITHOUT_DEFAULT =
      thing(field("name", "string"), field("size", "int"));

  @TempDir private static Path folder;
  private static RunningRegistry registry;
  private final SchemaRegistryClient client = client();

  @BeforeAll
  static void start() {
    registry = new RunningRegistry(folder);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void registersAndFindsSchemas() throws Exception {
    int first = client.register("found-value", FIRST);
    int second = client.register("found-value", WITH_DEFAULT);
    client.register("found-elsewhere-value", FIRST);

    SchemaRegistryClient other = client();
    assertThat(other.getSchemaById(first)).isEqualTo(FIRST);
    assertThat(other.getId("found-value", WITH_DEFAULT)).isEqualTo(second);
    assertThat(other.getVersion("found-value", WITH_DEFAULT)).isEqualTo(2);
    assertThat(other.getAllVersions("found-value")).containsExactly(1, 2);
    assertThat(other.getLatestSchemaMetadata("found-value").getId()).isEqualTo(second);
    assertThat(other.getLatestSchemaMetadata("found-value").getVersion()).isEqualTo(2);
    assertThat(other.getSchemaMetadata("found-value", 1).getSchema())
        .isEqualTo(FIRST.canonicalString());
    assertThat(other.getAllSubjectsByPrefix("found-"))
        .containsExactly("found-elsewhere-value", "found-value");
    assertThat(other.getAllSubjectsById(first)).contains("found-value", "found-elsewhere-value");
    assertThat(other.getAllVersionsById(second))
        .anyMatch(use -> use.getSubject().equals("found-value") && use.getVersion() == 2);
    assertThat(other.getSchemas("found-", false, true)).hasSize(2);
  }

  @Test
  void sharesSchemasWithMillracesClient() throws Exception {
    RegistryClient ours = ours();
    Schema schema = new Schema.Parser().parse(WITH_DEFAULT.canonicalString());

    int id = client.register("shared-value", WITH_DEFAULT);

    assertThat(ours.schemaById(id)).isEqualTo(schema);
    assertThat(ours.register("shared-value", schema)).isEqualTo(id);
    assertThat(ours.lookup("shared-value", schema)).contains(id);
  }

  @Test
  void guardsCompatibilityAsItIsAsked() throws Exception {
    client.register("guarded-value", FIRST);

    assertThat(client.getCompatibility(null)).isEqualTo("BACKWARD");
    assertThat(client.testCompatibility("guarded-value", WITH_DEFAULT)).isTrue();
    assertThat(client.testCompatibility("guarded-value", WITHOUT_DEFAULT)).isFalse();
    assertThat(client.testCompatibilityVerbose("guarded-value", WITHOUT_DEFAULT))
        .anyMatch(message -> message.contains("READER_FIELD_MISSING_DEFAULT_VALUE"))
        .anyMatch(message -> message.contains("{oldSchemaVersion: 1}"));
    assertThat(errorOf(() -> client.register("guarded-value", WITHOUT_DEFAULT)))
        .satisfies(error -> assertThat(error.getStatus()).isEqualTo(409))
        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(409));

    assertThat(client.updateCompatibility("guarded-value", "FORWARD")).isEqualTo("FORWARD");
    assertThat(client.getCompatibility("guarded-value")).isEqualTo("FORWARD");
    client.register("guarded-value", WITHOUT_DEFAULT);
    client.deleteCompatibility("guarded-value");
    assertThat(codeOf(() -> client.getCompatibility("guarded-value"))).isEqualTo(40408);
    assertThat(codeOf(() -> client.updateCompatibility("guarded-value", "SIDEWAYS")))
        .isEqualTo(42203);
  }

  @Test
  void deletesSoftlyAndThenForGood() throws Exception {
    int id = client.register("deleted-value", FIRST);
    client.register("deleted-value", WITH_DEFAULT);

    assertThat(codeOf(() -> client.deleteSchemaVersion("deleted-value", "1", true)))
        .isEqualTo(40407);
    assertThat(client.deleteSchemaVersion("deleted-value", "1")).isEqualTo(1);
    assertThat(codeOf(() -> client.deleteSchemaVersion("deleted-value", "1"))).isEqualTo(40406);
    assertThat(client.getAllVersions("deleted-value")).containsExactly(2);
    assertThat(client.getAllVersions("deleted-value", true)).containsExactly(1, 2);
    assertThat(client().getSchemaById(id)).isEqualTo(FIRST);

    assertThat(codeOf(() -> client.deleteSubject("deleted-value", true))).isEqualTo(40405);
    assertThat(client.deleteSubject("deleted-value")).containsExactly(2);
    assertThat(codeOf(() -> client.deleteSubject("deleted-value"))).isEqualTo(40404);
    assertThat(client.getAllSubjects()).doesNotContain("deleted-value");
    assertThat(client.getAllSubjects(true)).contains("deleted-value");
    assertThat(client.deleteSubject("deleted-value", true)).containsExactly(1, 2);
    assertThat(codeOf(() -> client.getAllVersions("deleted-value"))).isEqualTo(40401);
  }

  @Test
  void countsOnFromADeletedVersion() throws Exception {
    int id = client.register("again-value", FIRST);
    client.deleteSubject("again-value");
    client.reset();

    assertThat(client.register("again-value", FIRST)).isEqualTo(id);
    assertThat(client.getAllVersions("again-value")).containsExactly(2);
  }

  @Test
  void takesNothingWhileItIsReadOnly() throws Exception {
    assertThat(client.getMode()).isEqualTo("READWRITE");
    assertThat(client.setMode("READONLY", "locked-value")).isEqualTo("READONLY");

    assertThat(codeOf(() -> client.register("locked-value", FIRST))).isEqualTo(42205);
    assertThat(client.getMode("locked-value")).isEqualTo("READONLY");

    client.deleteMode("locked-value");
    assertThat(codeOf(() -> client.getMode("locked-value"))).isEqualTo(40409);
    assertThat(codeOf(() -> client.setMode("IMPORT"))).isEqualTo(42204);
    client.register("locked-value", FIRST);
  }

  @Test
  void saysWhatItDoesNotKnowWithConfluentsCodes() throws Exception {
    client.register("known-value", FIRST);

    assertThat(codeOf(() -> client.getAllVersions("unknown-value"))).isEqualTo(40401);
    assertThat(codeOf(() -> client.getSchemaMetadata("known-value", 7))).isEqualTo(40402);
    assertThat(codeOf(() -> client.getSchemaById(4711))).isEqualTo(40403);
    assertThat(codeOf(() -> client.getVersion("known-value", WITH_DEFAULT))).isEqualTo(40403);
    assertThat(codeOf(() -> client.getVersion("unknown-value", FIRST))).isEqualTo(40401);
  }

  @Test
  void findsANormalizedSchemaWhateverTheOrderOfItsProperties() throws Exception {
    AvroSchema oneOrder = new AvroSchema("{\"type\":\"int\",\"a\":\"1\",\"b\":\"2\"}");
    AvroSchema otherOrder = new AvroSchema("{\"b\":\"2\",\"type\":\"int\",\"a\":\"1\"}");
    int id = client.register("ordered-value", oneOrder);

    assertThat(codeOf(() -> client.getId("ordered-value", otherOrder))).isEqualTo(40403);
    assertThat(client.getId("ordered-value", otherOrder, true)).isEqualTo(id);
    assertThat(client.register("ordered-value", otherOrder, true)).isEqualTo(id);
  }

  @Test
  void writesReferencesOut() throws Exception {
    client.register("referred-value", FIRST);
    AvroSchema referring =
        new AvroSchema(
            "{\"type\":\"record\",\"name\":\"Box\",\"fields\":[" + field("content", "Thing") + "]}",
            List.of(new SchemaReference("Thing", "referred-value", 1)),
            Map.of("Thing", FIRST.canonicalString()),
            null);

    int id = client.register("referring-value", referring);

    ParsedSchema read = client().getSchemaById(id);
    assertThat(read.references()).isEmpty();
    assertThat(read.rawSchema()).isEqualTo(referring.rawSchema());
  }

  @Test
  void judgesRealPairsOfSchemasAsRecorded() throws Exception {
    Path file = SharedData.find("schemas/avro-compatibility.json").orElse(Path.of(""));
    Assumptions.assumeTrue(
        file.toFile().isFile(), "shared/data/schemas/avro-compatibility.json is not here");
    RegistryClient ours = ours();
    List<String> wrong = new ArrayList<>();
    int pairs = 0;
    for (JsonNode pair : new ObjectMapper().readTree(file.toFile())) {
      String subject = "pair-" + pairs++;
      client.register(subject, new AvroSchema(pair.path("writer").asText()));
      String reader = pair.path("reader").asText();
      boolean verdict = client.testCompatibility(subject, new AvroSchema(reader));
      boolean ourVerdict =
          ours.incompatibilities(subject, new Schema.Parser().parse(reader)).isEmpty();
      boolean recorded = pair.path("compatible").asBoolean();
      if (verdict != recorded || ourVerdict != recorded) {
        wrong.add(pair.path("source").asText());
      }
    }

    assertThat(pairs).isEqualTo(163);
    assertThat(wrong).isEmpty();
  }

  private static SchemaRegistryClient client() {
    return new CachedSchemaRegistryClient(registry.address().toString(), 1_000);
  }

  private static RegistryClient ours() {
    return RegistryAccess.open(registry.address()).open();
  }

  private static int codeOf(ThrowingCallable action) {
    return errorOf(action).getErrorCode();
  }

  private static RestClientException errorOf(ThrowingCallable action) {
    return catchThrowableOfType(RestClientException.class, action);
  }

  private static AvroSchema thing(String... fields) {
    return new AvroSchema(
        "{\"type\":\"record\",\"name\":\"Thing\",\"fields\":["
            + List.of(fields).stream().collect(joining(","))
            + "]}");
  }

  private static String field(String name, String type) {
    return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}";
  }
}
