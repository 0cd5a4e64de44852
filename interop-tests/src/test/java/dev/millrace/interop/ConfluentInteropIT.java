package dev.millrace.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.gate.StartUpGate;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.testing.SharedData;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfluentInteropIT {

  private static final int MAX_BODY = 1 << 20;
  private static final int RECORDS = 50;
  private static final String FIRST =
      "{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}";
  private static final String WITHOUT_DEFAULT =
      "{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[{\"name\":\"size\",\"type\":\"int\"}]}";

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static SchemaRegistryService registry;
  private static RegistryClient client;
  private static Outside outside;

  @BeforeAll
  static void start() {
    kafka = new EmbeddedKafka(folder, 0);
    kafka.start();
    registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
    registry.start();
    client = RegistryAccess.open(registry.address()).open();
    new StartUpGate(client).pass();
    outside = new Outside(registry.address());
  }

  @AfterAll
  static void stop() {
    outside.close();
    registry.close();
    kafka.close();
  }

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void exchangesRecords(Topic<V> topic) {
    AvroCodec<V> codec = new AvroCodec<>(topic, client);
    SampleRecords samples = new SampleRecords(new SplittableRandom(5));

    for (int i = 0; i < RECORDS; i++) {
      V record = samples.next(topic);

      byte[] copy = outside.copy(topic.valueSubject(), codec.encode(record));

      assertThat(RecordJson.of(codec.decode(copy))).isEqualTo(RecordJson.of(record));
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void showsTheSchemasOfTheCatalogue(Topic<?> topic) {
    String subject = topic.valueSubject();

    assertThat(new Schema.Parser().parse(outside.latest(subject))).isEqualTo(topic.schema());
    assertThat(outside.id(subject, topic.schema().toString()))
        .isEqualTo(client.lookup(subject, topic.schema()).orElseThrow());
  }

  @Test
  void takesSchemasFromOutside() {
    int id = outside.register("outside-value", FIRST);

    assertThat(outside.register("outside-value", FIRST)).isEqualTo(id);
    assertThat(client.schemaById(id)).isEqualTo(new Schema.Parser().parse(FIRST));
    assertThat(outside.schema(id)).isEqualTo(FIRST);
    assertThat(outside.versions("outside-value")).isEqualTo(List.of(1));
  }

  @Test
  void refusesInAWayThatIsUnderstoodOutside() {
    outside.register("guarded-value", FIRST);

    assertThat(outside.isCompatible("guarded-value", WITHOUT_DEFAULT)).isFalse();
    assertThat(outside.objections("guarded-value", WITHOUT_DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> outside.register("guarded-value", WITHOUT_DEFAULT)).hasMessage("409");
    assertThatThrownBy(() -> outside.schema(4711)).hasMessage("40403");
    assertThatThrownBy(() -> outside.versions("nobody-value")).hasMessage("40401");
    assertThatThrownBy(() -> outside.register("broken-value", "{\"type\":\"record\"}"))
        .isInstanceOf(RuntimeException.class);
    assertThat(outside.level("guarded-value", "NONE")).isEqualTo("NONE");
    assertThat(outside.register("guarded-value", WITHOUT_DEFAULT)).isPositive();
    assertThat(outside.delete("guarded-value")).isEqualTo(List.of(1, 2));
  }

  @Test
  void givesTheVerdictsOfTheAvroProject() throws IOException {
    Optional<Path> file = SharedData.find("schemas/avro-compatibility.json");
    assumeTrue(file.isPresent(), "shared/data/schemas/avro-compatibility.json is not there");
    List<String> wrong = new ArrayList<>();
    int verdicts = 0;

    for (JsonNode each : new ObjectMapper().readTree(file.orElseThrow().toFile())) {
      String subject = "verdict-" + verdicts++ + "-value";
      client.register(subject, schema(each, "writer"));
      boolean compatible = client.incompatibilities(subject, schema(each, "reader")).isEmpty();
      if (compatible != each.path("compatible").asBoolean()) {
        wrong.add(each.path("source").asText());
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(verdicts).isEqualTo(163);
  }

  private static Schema schema(JsonNode each, String side) {
    return new Schema.Parser().setValidateDefaults(false).parse(each.path(side).asText());
  }
}
