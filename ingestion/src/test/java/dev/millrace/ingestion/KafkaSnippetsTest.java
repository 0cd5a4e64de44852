package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * The plain Kafka code of docs/producer-client.md: what stands between the tags is quoted there.
 */
class KafkaSnippetsTest {

  private final SchemaRegistry registry = new InMemorySchemaRegistry();

  // tag::connect[]
  static SchemaRegistry registry() {
    return RegistryAccess.open(URI.create("http://127.0.0.1:8081")).open();
  }

  static Producer<String, RawEvent> producer(SchemaRegistry registry) {
    WireSerde<RawEvent> events = new WireSerde<>(new AvroCodec<>(Topics.RAW_EVENTS, registry));
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "127.0.0.1:9092", "enable.idempotence", true),
        new StringSerializer(),
        events.serializer());
  }

  static Consumer<String, Prediction> consumer(SchemaRegistry registry) {
    WireSerde<Prediction> predictions =
        new WireSerde<>(new AvroCodec<>(Topics.PREDICTIONS, registry));
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", "127.0.0.1:9092",
            "group.id", "my-application",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed"),
        new StringDeserializer(),
        predictions.deserializer());
  }

  // end::connect[]

  // tag::publish[]
  /** Returns the id under which the prediction will come. */
  static String publish(Producer<String, RawEvent> producer, String id, String json)
      throws Exception {
    RawEvent event =
        RawEvent.newBuilder()
            .setId(id)
            .setTenant("acme")
            .setPipeline("support-tickets")
            .setReceivedAt(Instant.now())
            .setContentType("application/json")
            .setPayload(ByteBuffer.wrap(json.getBytes(UTF_8)))
            .build();
    producer.send(new ProducerRecord<>("raw-events", "customer-7", event)).get();
    return RequestId.of("acme", "support-tickets", id);
  }

  // end::publish[]

  // tag::read[]
  static void read(Consumer<String, Prediction> consumer, List<String> lines) {
    for (ConsumerRecord<String, Prediction> record : consumer.poll(Duration.ofSeconds(1))) {
      Prediction prediction = record.value();
      lines.add(
          prediction.getEventId() + ": " + prediction.getOutcome() + " " + prediction.getLabel());
    }
  }

  // end::read[]

  @Test
  void publishes() throws Exception {
    WireSerde<RawEvent> events = new WireSerde<>(new AvroCodec<>(Topics.RAW_EVENTS, registry));
    try (MockProducer<String, RawEvent> producer =
        new MockProducer<>(true, null, new StringSerializer(), events.serializer())) {
      String requestId = publish(producer, "ticket-42", "{\"subject\":\"Hi\"}");

      assertThat(requestId).isEqualTo(RequestId.of("acme", "support-tickets", "ticket-42"));
      ProducerRecord<String, RawEvent> record = producer.history().get(0);
      assertThat(record.topic()).isEqualTo(Topics.RAW_EVENTS.name());
      byte[] bytes = events.serializer().serialize(record.topic(), record.value());
      assertThat(bytes).startsWith(0, 0, 0, 0);
      assertThat(events.deserializer().deserialize(record.topic(), bytes))
          .isEqualTo(record.value());
    }
  }

  @Test
  void reads() {
    Prediction prediction = new SampleRecords(new SplittableRandom(1)).next(Topics.PREDICTIONS);
    prediction.setEventId("ticket-42");
    TopicPartition partition = new TopicPartition(Topics.PREDICTIONS.name(), 0);
    List<String> lines = new ArrayList<>();
    try (MockConsumer<String, Prediction> consumer = new MockConsumer<>("earliest")) {
      consumer.assign(List.of(partition));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.addRecord(
          new ConsumerRecord<>(partition.topic(), partition.partition(), 0, "key", prediction));

      read(consumer, lines);
    }

    assertThat(lines)
        .containsExactly("ticket-42: " + prediction.getOutcome() + " " + prediction.getLabel());
  }

  @Test
  void connects() {
    try (Producer<String, RawEvent> producer = producer(registry);
        Consumer<String, Prediction> consumer = consumer(registry)) {
      assertThat(producer.metrics()).isNotEmpty();
      assertThat(consumer.subscription()).isEmpty();
    }
    assertThat(registry()).isNotNull();
  }
}
