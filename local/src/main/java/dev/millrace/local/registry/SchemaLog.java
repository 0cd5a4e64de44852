package dev.millrace.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
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
 * registry writes, so that either can take over from the other.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class SchemaLog implements AutoCloseable {

  private static final String TOPIC = "_schemas";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final KafkaProducer<String, String> producer;

  SchemaLog(KafkaConnection kafka) {
    this.kafka = kafka;
    createTopic(kafka);
    Map<String, Object> properties = kafka.properties("schema-registry");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    this.producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  /** Brings a catalog to the state of the log. */
  void replay(SchemaCatalog catalog) {
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
          apply(record, catalog);
        }
      }
    }
  }

  void writeSchema(RegisteredSchema registered) {
    ObjectNode value = JSON.createObjectNode();
    value.put("subject", registered.subject());
    value.put("version", registered.version());
    value.put("id", registered.id());
    value.put("schema", registered.schema().toString());
    value.put("deleted", registered.deleted());
    append(schemaKey(registered.subject(), registered.version()), value);
  }

  void eraseSchema(String subject, int version) {
    append(schemaKey(subject, version), null);
  }

  void writeLevel(Optional<String> subject, Optional<CompatibilityLevel> level) {
    ObjectNode key = JSON.createObjectNode().put("keytype", "CONFIG");
    key.put("subject", subject.orElse(null));
    key.put("magic", 0);
    append(
        key,
        level
            .map(name -> JSON.createObjectNode().put("compatibilityLevel", name.name()))
            .orElse(null));
  }

  @Override
  public void close() {
    producer.close();
  }

  private static ObjectNode schemaKey(String subject, int version) {
    ObjectNode key = JSON.createObjectNode().put("keytype", "SCHEMA");
    key.put("subject", subject);
    key.put("version", version);
    key.put("magic", 1);
    return key;
  }

  private void append(ObjectNode key, @Nullable ObjectNode value) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  TOPIC, 0, key.toString(), value == null ? null : value.toString()))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the registry cannot write to " + TOPIC, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing to " + TOPIC, e);
    }
  }

  private static void apply(ConsumerRecord<String, String> record, SchemaCatalog catalog) {
    JsonNode key = json(record.key());
    String subject = key.path("subject").asText();
    switch (key.path("keytype").asText()) {
      case "SCHEMA" -> {
        int version = key.path("version").asInt();
        if (record.value() == null) {
          catalog.remove(subject, version);
        } else {
          JsonNode value = json(record.value());
          Schema schema = new Schema.Parser().parse(value.path("schema").asText());
          catalog.put(
              new RegisteredSchema(
                  subject,
                  version,
                  value.path("id").asInt(),
                  schema,
                  value.path("deleted").asBoolean()));
        }
      }
      case "CONFIG" ->
          catalog.level(
              key.path("subject").isTextual() ? Optional.of(subject) : Optional.empty(),
              Optional.ofNullable(record.value())
                  .map(
                      value ->
                          CompatibilityLevel.valueOf(
                              json(value).path("compatibilityLevel").asText())));
      default -> {
        // NOOP, MODE and whatever another registry may write: nothing that this one acts on.
      }
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(TOPIC + " holds a record that is not JSON", e);
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
