package dev.millrace.local.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka client that writes nonsense to raw-events, beside one that does not. */
class UnknownPipelinesIT {

  private static final int MAX_BODY = 1 << 20;

  /** At one look at the brokers for each, up to 50 ms, they would take minutes. */
  private static final int NONSENSE = 5_000;

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path folder;

  private EmbeddedKafka kafka;
  private SchemaRegistryService registry;
  private Process job;

  @AfterEach
  void stop() {
    if (job != null) {
      job.destroyForcibly();
    }
    registry.close();
    kafka.close();
  }

  @Test
  void doNotHoldUpEventsOfAPipelineThatWasAppliedJustBefore() throws Exception {
    kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka.start();
    registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
    registry.start();
    TopicCreator.create(kafka.connection(), 1);
    job =
        IngestionProcess.start(
            new IngestionProcess.Place(
                "ingestion-0",
                IngestionProcess.freeAddress(),
                folder.resolve("streams"),
                IngestionProcess.personalData(folder)),
            kafka.connection().bootstrap(),
            registry.address());

    SchemaRegistry schemas = RegistryConnection.open(registry.address()).client();
    AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, schemas);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().properties("test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < NONSENSE; i++) {
        var unused = producer.send(record("nobody-" + i, "nonsense-" + i, events));
      }
      producer
          .send(
              new ProducerRecord<>(
                  Topics.PIPELINES.name(),
                  Tickets.SPEC.getPipeline(),
                  new AvroCodec<>(Topics.PIPELINES, schemas).encode(Tickets.SPEC)))
          .get();
      producer.send(record(Tickets.SPEC.getPipeline(), "good", events)).get();
    }

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !read(Topics.INFERENCE_REQUESTS, InferenceRequest::getEventId).isEmpty());
    assertThat(read(Topics.INFERENCE_REQUESTS, InferenceRequest::getEventId))
        .containsExactly("good");
    assertThat(read(Topics.DEAD_LETTERS, DeadLetter::getCause))
        .hasSize(NONSENSE)
        .containsOnly("UNKNOWN_PIPELINE");
  }

  /** All in one partition. */
  private static ProducerRecord<String, byte[]> record(
      String pipeline, String id, AvroCodec<RawEvent> events) {
    return new ProducerRecord<>(
        Topics.RAW_EVENTS.name(),
        0,
        "key",
        events.encode(
            RawEvent.newBuilder()
                .setId(id)
                .setTenant("acme")
                .setPipeline(pipeline)
                .setReceivedAt(Instant.now())
                .setContentType("application/json")
                .setPayload(ByteBuffer.wrap("{\"text\":\"hello\"}".getBytes(UTF_8)))
                .build()));
  }

  private <V extends SpecificRecord> List<String> read(Topic<V> topic, Function<V, String> what) {
    List<String> found = new ArrayList<>();
    new TopicReader(kafka.connection(), RegistryConnection.open(registry.address()).client())
        .read(topic, record -> found.add(what.apply(record.value())));
    return found;
  }
}
