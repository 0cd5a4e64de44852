package dev.millrace.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.IncompatibleSchemaException;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRegistryIT {

  private static final int MAX_BODY = 1 << 20;
  private static final Schema FIRST =
      SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
  private static final Schema WITH_DEFAULT =
      SchemaBuilder.record("Thing").fields().requiredString("name").optionalInt("size").endRecord();
  private static final Schema WITHOUT_DEFAULT =
      SchemaBuilder.record("Thing").fields().requiredString("name").requiredInt("size").endRecord();

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static SchemaRegistryService registry;
  private static RegistryClient client;

  @BeforeAll
  static void start() {
    kafka = new EmbeddedKafka(folder, 0);
    kafka.start();
    registry = service(kafka.connection());
    registry.start();
    client = RegistryConnection.open(registry.address()).client();
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  @Test
  void givesTheSameIdForTheSameSchema() {
    int id = client.register("same-value", FIRST);

    assertThat(client.register("same-value", FIRST)).isEqualTo(id);
    assertThat(client.register("other-value", FIRST)).isEqualTo(id);
    assertThat(client.schemaById(id)).isEqualTo(FIRST);
    assertThat(client.lookup("same-value", FIRST)).contains(id);
    assertThat(client.versions("same-value")).containsExactly(1);
  }

  @Test
  void letsInWhatReadsTheOldAndRefusesTheRest() {
    client.register("guarded-value", FIRST);
    client.register("guarded-value", WITH_DEFAULT);

    assertThat(client.incompatibilities("guarded-value", WITHOUT_DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> client.register("guarded-value", WITHOUT_DEFAULT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("guarded-value");
    assertThat(client.versions("guarded-value")).containsExactly(1, 2);
  }

  @Test
  void letsInAnythingWhereNothingIsAskedFor() {
    client.register("free-value", FIRST);
    client.compatibility("free-value", "NONE");

    client.register("free-value", WITHOUT_DEFAULT);

    assertThat(client.versions("free-value")).containsExactly(1, 2);
  }

  @Test
  void saysThatItDoesNotKnow() {
    assertThat(client.lookup("nobody-value", FIRST)).isEmpty();
    assertThat(client.versions("nobody-value")).isEmpty();
    assertThatThrownBy(() -> client.schemaById(4711)).isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void knowsEverythingAgainAfterARestart() {
    int id = client.register("lasting-value", WITH_DEFAULT);

    try (SchemaRegistryService second = service(kafka.connection())) {
      second.start();
      RegistryClient other = RegistryConnection.open(second.address()).client();

      assertThat(other.schemaById(id)).isEqualTo(WITH_DEFAULT);
      assertThat(other.lookup("lasting-value", WITH_DEFAULT)).contains(id);
    }
  }

  @Test
  void holdsEverySchemaOfTheCatalogue() {
    TopicCreator.create(kafka.connection(), 1);

    Topics.all().forEach(topic -> client.register(topic.valueSubject(), topic.schema()));

    Topics.all()
        .forEach(topic -> assertThat(client.versions(topic.valueSubject())).containsExactly(1));
  }

  @Test
  void writesItsLogAsConfluentDoes() {
    client.register("logged/value", FIRST);

    assertThat(log())
        .contains(
            "{\"keytype\":\"SCHEMA\",\"subject\":\"logged/value\",\"version\":1,\"magic\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST   | /subjects/x/versions                | no json                 | 400
          POST   | /subjects/x/versions                | []                      | 422
          POST   | /subjects/x/versions                | {}                      | 422
          POST   | /subjects/x/versions                | {"schema":7}            | 422
          POST   | /subjects/x/versions                | {"schema":"{\\"type\\":1}"} | 422
          POST   | /subjects/x/versions                | {"schema":"int","schemaType":"JSON"} | 422
          POST   | /subjects/x/versions                | {"schema":"\\"int\\"","references":[{"name":"a"}]} | 422
          POST   | /subjects/x                         | {"schema":"\\"int\\""}    | 404
          POST   | /compatibility/subjects/x/versions/1 | {"schema":"\\"int\\""}   | 404
          GET    | /schemas/ids/seven                  |                         | 404
          GET    | /schemas/ids/99999999999999999999   |                         | 404
          GET    | /subjects/x/versions/0              |                         | 422
          GET    | /subjects/x/versions/99999999999999 |                         | 422
          GET    | /subjects/%2F%25/versions           |                         | 404
          GET    | /subjects/%ff/versions              |                         | 400
          PUT    | /config                             | {"compatibility":null}  | 422
          PUT    | /mode                               | "READONLY"              | 422
          DELETE | /subjects/x                         |                         | 404
          PATCH  | /subjects                           |                         | 405
          GET    | /nothing                            |                         | 404
          """)
  void answersNonsenseWithAnErrorOfItsOwn(
      String method, String path, @Nullable String body, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.address() + path))
            .method(method, BodyPublishers.ofString(body == null ? "" : body))
            .build();

    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"error_code\":", "\"message\":");
  }

  @Test
  void refusesASchemaThatIsNestedWithoutEnd() throws Exception {
    String deep = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(20_000);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.address() + "/subjects/deep/versions"))
            .POST(BodyPublishers.ofString("{\"schema\":\"" + deep + "\"}"))
            .build();

    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(422);
  }

  private static SchemaRegistryService service(KafkaConnection connection) {
    return new SchemaRegistryService(
        connection, HttpListener.loopback(0, "registry.port", MAX_BODY));
  }

  private static List<String> log() {
    List<String> keys = new ArrayList<>();
    TopicPartition partition = new TopicPartition("_schemas", 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            kafka.connection().properties("test"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
      }
    }
    return keys;
  }
}
