package dev.millrace.inference.journal;

import dev.millrace.inference.domain.DeadLetters.Failure;
import dev.millrace.inference.domain.Replay.Ended;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Journal} in Kafka.
 *
 * <p><i>Failure</i>: a record that is no prediction is passed over; brokers that are away, or that
 * do not have the topics, fail the caller.
 */
public final class KafkaJournal implements Journal {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaJournal.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final AvroCodec<Prediction> codec;
  private final Admin admin;
  private final List<TopicPartition> predictions;

  public KafkaJournal(KafkaConnection kafka, SchemaRegistry registry) {
    this.kafka = kafka;
    this.codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
    this.admin = Admin.create(kafka.properties("inference-journal-admin"));
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      this.predictions = partitions(consumer, Topics.PREDICTIONS.name());
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  @Override
  public CompletableFuture<long[]> ends() {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    predictions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin
        .listOffsets(latest)
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(this::offsets);
  }

  @Override
  public Map<Integer, Long> requestBeginnings() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<Integer, Long> beginnings = new HashMap<>();
      consumer
          .beginningOffsets(partitions(consumer, Topics.INFERENCE_REQUESTS.name()))
          .forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
      return beginnings;
    }
  }

  @Override
  public void read(long[] floor, BiConsumer<String, Ended> to) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(predictions);
      consumer.seekToBeginning(predictions);
      for (TopicPartition partition : predictions) {
        if (partition.partition() < floor.length) {
          consumer.seek(partition, floor[partition.partition()]);
        }
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(predictions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(record -> take(record, to));
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private long[] offsets(Map<TopicPartition, ListOffsetsResultInfo> found) {
    long[] offsets = new long[predictions.size()];
    found.forEach((partition, info) -> offsets[partition.partition()] = info.offset());
    return offsets;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, BiConsumer<String, Ended> to) {
    Optional<RequestPosition> position = RequestPosition.of(record.headers());
    if (position.isEmpty() || record.value() == null) {
      LOG.warn(
          "{}-{}@{} was not written by inference-stream and is passed over",
          record.topic(),
          record.partition(),
          record.offset());
      return;
    }
    try {
      Prediction prediction = codec.decode(record.value());
      to.accept(
          prediction.getRequestId(),
          new Ended(position.get().partition(), position.get().offset(), failure(prediction)));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "{}-{}@{} cannot be read and is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
  }

  private static Optional<Failure> failure(Prediction prediction) {
    return prediction.getOutcome() == Outcome.FAILED
        ? Optional.of(
            new Failure(
                String.valueOf(prediction.getCause()), String.valueOf(prediction.getDetail())))
        : Optional.empty();
  }

  /** None would read as "nothing has ended yet", and all would be paid for once more. */
  static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    @Nullable List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException(
          "the brokers name no partition of "
              + topic
              + ": create the topics of the catalogue first, and check kafka.bootstrap");
    }
    return found.stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = kafka.properties("inference-journal");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
