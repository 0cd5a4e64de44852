package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PredictionFollowerTest {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.PREDICTIONS.name(), 0);

  /** A schema id that the registry does not answer for. */
  private static final byte[] OF_AN_UNKNOWN_SCHEMA = {0, 0, 0, 3, (byte) 231, 1};

  private final InMemorySchemaRegistry known = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, known);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final AwaitedPredictions awaited = new AwaitedPredictions();
  private @Nullable PredictionFollower follower;
  private long offset;

  /** A registry that is away for one schema. */
  private record PartlyAway(SchemaRegistry known) implements SchemaRegistry {

    @Override
    public int register(String subject, Schema schema) {
      return known.register(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      if (id == 999) {
        throw new RegistryException("the registry is away");
      }
      return known.schemaById(id);
    }
  }

  @BeforeEach
  void start() {
    consumer.updatePartitions(
        PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    follower = new PredictionFollower(consumer, new PartlyAway(known), awaited);
  }

  @AfterEach
  void stop() {
    if (follower != null) {
      follower.close();
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void passesOverWhatItCannotReadAndTakesTheRest() {
    CompletableFuture<Optional<Prediction>> found = await("1");

    consumer.schedulePollTask(
        () -> {
          write(null);
          write(new byte[] {1});
          write(OF_AN_UNKNOWN_SCHEMA);
          write(codec.encode(prediction("1")));
        });

    assertThat(found.join()).isPresent();
  }

  @Test
  void goesOnAfterTheBrokersWereAway() {
    CompletableFuture<Optional<Prediction>> found = await("1");

    consumer.schedulePollTask(
        () -> consumer.setPollException(new KafkaException("no broker answers")));
    consumer.schedulePollTask(() -> write(codec.encode(prediction("1"))));

    assertThat(found.join()).isPresent();
  }

  private CompletableFuture<Optional<Prediction>> await(String requestId) {
    return awaited.await(requestId, Duration.ofSeconds(20)).toCompletableFuture();
  }

  private void write(byte @Nullable [] value) {
    consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset++, null, value));
  }

  private static Prediction prediction(String requestId) {
    return Prediction.newBuilder()
        .setRequestId(requestId)
        .setEventId("7")
        .setTenant("acme")
        .setPipeline("letters")
        .setOutcome(Outcome.ANSWERED)
        .setLabel("a")
        .setAttempts(List.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(Instant.EPOCH)
        .setReceivedAt(Instant.EPOCH)
        .setCompletedAt(Instant.EPOCH)
        .setLatencies(new Latencies(1L, 2L, 3L))
        .build();
  }
}
