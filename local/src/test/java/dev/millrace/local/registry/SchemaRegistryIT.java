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
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static SchemaRegistryService service(KafkaConnection connection) {
    return new SchemaRegistryService(
        connection, HttpListener.loopback(0, "registry.port", MAX_BODY));
  }
}
