package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Progress;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Predictions on their way out of one gateway, on Kafka: what follows them, what remembers where
 * they are, and the streams.
 */
public final class PredictionsOut implements AutoCloseable {

  /** A stream holds about one fetch: small ones, because there may be many. */
  private static final int STREAM_FETCH_BYTES = 512 * 1024;

  private static final int STREAM_PARTITION_BYTES = 128 * 1024;
  private static final int STREAM_RECORDS = 100;

  /**
   * Readers ask for another place each time, and a broker that waits for news behind the last one
   * would hold the next question up.
   */
  private static final int READER_WAIT_MILLIS = 10;

  /** Somebody waits for it: Kafka's minute is too long. */
  private static final int API_MILLIS = 10_000;

  private final Outlets outlets;
  private final Parts parts;

  private PredictionsOut(Outlets outlets, Parts parts) {
    this.outlets = outlets;
    this.parts = parts;
  }

  /**
   * Begins to follow the predictions.
   *
   * @param folder of the index; emptied where it does not belong to the topic
   */
  public static PredictionsOut open(
      KafkaConnection kafka, SchemaRegistry registry, Path folder, StreamLimits limits) {
    Parts parts = new Parts("the ways out of predictions");
    try {
      String topicId = topicId(kafka);
      AwaitedEndings awaited = new AwaitedEndings();
      PredictionHeads heads = new PredictionHeads(registry);
      PredictionIndex index =
          parts.add(
              PredictionIndex.open(
                  folder, retention(), progress -> isOf(topicId, progress, kafka)));
      PredictionReader reader =
          parts.add(new PredictionReader(() -> consumer(kafka, "gateway-reader", ofReader())));
      EndingFollower follower =
          parts.add(
              new EndingFollower(
                  consumer(kafka, "gateway-endings", Map.of()), topicId, registry, index, awaited));
      PredictionStreams streams =
          parts.add(
              new PredictionStreams(
                  () -> consumer(kafka, "gateway-stream", ofStream()),
                  registry,
                  limits,
                  StreamPace.usual()));
      KnownPredictions known =
          new IndexedPredictions(index, follower::isCaughtUp, reader::read, heads);
      return new PredictionsOut(new Outlets(new Endings(awaited, known), streams), parts);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** What endpoints use. */
  public Outlets outlets() {
    return outlets;
  }

  @Override
  public void close() {
    parts.close();
  }

  private static Duration retention() {
    if (Topics.PREDICTIONS.retention() instanceof Topic.Retention.Delete delete) {
      return delete.after();
    }
    throw new AssertionError("predictions are deleted in time");
  }

  /** An index that is ahead of its topic would never see what is written there next. */
  private static boolean isOf(String topicId, Progress progress, KafkaConnection kafka) {
    if (!progress.topicId().equals(topicId)) {
      return false;
    }
    try (Consumer<byte[], byte[]> consumer = consumer(kafka, "gateway-endings", Map.of())) {
      Map<TopicPartition, Long> ends =
          consumer.endOffsets(TopicPartitions.of(consumer, Topics.PREDICTIONS));
      return ends.entrySet().stream()
          .allMatch(
              end -> progress.positions().of(end.getKey().partition()).orElse(0) <= end.getValue());
    }
  }

  private static String topicId(KafkaConnection kafka) {
    String name = Topics.PREDICTIONS.name();
    try (Admin admin = Admin.create(kafka.properties("gateway-endings"))) {
      return admin
          .describeTopics(List.of(name))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .topicId()
          .toString();
    } catch (ExecutionException e) {
      throw new KafkaException("the topic " + name + " cannot be described", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Map<String, Object> ofReader() {
    return Map.of(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "none",
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        API_MILLIS,
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
        READER_WAIT_MILLIS,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        1,
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        1,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        1);
  }

  private static Map<String, Object> ofStream() {
    return Map.of(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        API_MILLIS,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        STREAM_RECORDS,
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        STREAM_FETCH_BYTES,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        STREAM_PARTITION_BYTES);
  }

  private static Consumer<byte[], byte[]> consumer(
      KafkaConnection kafka, String client, Map<String, Object> more) {
    Map<String, Object> properties = kafka.properties(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, TopicPartitions.REFRESH_MILLIS);
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
