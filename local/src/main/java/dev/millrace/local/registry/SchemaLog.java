package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.access.Access;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The registry's state in the compacted topic {@value #TOPIC}, in the JSON that Confluent's own
 * registry writes, so that it may take over, and be taken over from ({@link LogReplay}).
 *
 * <p><i>Threads</i>: one at a time.
 *
 * <p><i>Failure</i>: a record that cannot be written within {@value #WRITE_LIMIT_MILLIS} ms ends
 * the call; what it would have said is then not known to the catalog either.
 */
final class SchemaLog implements AutoCloseable {

  static final String TOPIC = Access.SCHEMAS_TOPIC;

  /** Less than clients wait for an answer. */
  private static final int WRITE_LIMIT_MILLIS = 8_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final KafkaProducer<String, String> producer;

  SchemaLog(KafkaConnection kafka) {
    this.kafka = kafka;
    createTopic(kafka);
    Map<String, Object> properties = kafka.properties("schema-registry");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("max.block.ms", WRITE_LIMIT_MILLIS);
    properties.put("request.timeout.ms", WRITE_LIMIT_MILLIS);
    properties.put("delivery.timeout.ms", WRITE_LIMIT_MILLIS);
    properties.put("linger.ms", 0);
    this.producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  /** Brings a catalog to the state of the log. */
  void replay(SchemaCatalog catalog) {
    LogReplay replay = new LogReplay(catalog);
    Map<String, Object> properties = kafka.properties("schema-registry-replay");
    properties.put("enable.auto.commit", false);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          replay.apply(record.key(), record.value());
        }
      }
    }
  }

  void writeSchema(RegisteredSchema registered) {
    append(
        schemaKey(registered.subject(), registered.version()),
        registered.json().put("deleted", registered.deleted()));
  }

  void eraseSchema(String subject, int version) {
    append(schemaKey(subject, version), null);
  }

  <T extends Enum<T>> void writeSetting(
      SettingName<T> name, Optional<String> subject, Optional<T> value) {
    ObjectNode key = JSON.objectNode().put("keytype", name.keyType());
    key.put("subject", subject.orElse(null));
    key.put("magic", 0);
    append(key, value.map(set -> JSON.objectNode().put(name.shown(), set.name())).orElse(null));
  }

  @Override
  public void close() {
    producer.close();
  }

  private static ObjectNode schemaKey(String subject, int version) {
    return JSON.objectNode()
        .put("keytype", "SCHEMA")
        .put("subject", subject)
        .put("version", version)
        .put("magic", 1);
  }

  private void append(ObjectNode key, @Nullable ObjectNode value) {
    String text = value == null ? null : value.toString();
    try {
      producer.send(new ProducerRecord<>(TOPIC, 0, key.toString(), text)).get();
    } catch (ExecutionException e) {
      throw RegistryError.storeFailed("Kafka does not take it: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RegistryError.storeFailed("the registry is closing");
    }
  }

  private static void createTopic(KafkaConnection kafka) {
    try (Admin admin = Admin.create(kafka.properties("schema-registry-admin"))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("the topic " + TOPIC + " cannot be created", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + TOPIC + " was created", e);
    }
  }
}
