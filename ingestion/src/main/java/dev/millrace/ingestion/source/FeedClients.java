package dev.millrace.ingestion.source;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.access.Groups;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a feed reads and writes with. */
record FeedClients(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {

  /** Most records of one transaction. */
  static final int MAX_RECORDS = 1_000;

  /** The shortest that brokers take: a killed instance is missed for so long at most. */
  private static final int SESSION_MILLIS = 6_000;

  /** Longer than a commit takes; a killed instance holds up readers of raw-events no longer. */
  private static final int TRANSACTION_MILLIS = 10_000;

  /** Nothing waits longer for a broker, so that a feed can always be closed. */
  private static final int PATIENCE_MILLIS = 5_000;

  private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;
  private static final int MAX_FETCH_BYTES = 8 * 1024 * 1024;
  private static final int BUFFER_BYTES = 16 * 1024 * 1024;

  /** Also how soon new partitions are found. */
  private static final int METADATA_MILLIS = 30_000;

  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** The group that reads for a pipeline: its committed offsets say how far it has come. */
  static String group(String pipeline) {
    return Groups.SOURCES + pipeline;
  }

  static FeedClients open(KafkaConnection kafka, String pipeline, String instance) {
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            reading(kafka, pipeline, instance),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      return new FeedClients(
          consumer,
          new KafkaProducer<>(
              writing(kafka, pipeline, instance),
              new ByteArraySerializer(),
              new ByteArraySerializer()));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Closes both; a producer that is thrown away takes no transaction with it. */
  void close(GroupExit exit) {
    try {
      producer.close(CLOSE);
    } finally {
      consumer.close(exit.options(CLOSE));
    }
  }

  private static Map<String, Object> reading(
      KafkaConnection kafka, String pipeline, String instance) {
    Map<String, Object> properties = kafka.properties(client(pipeline, instance));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(pipeline));
    properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 4);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Where to begin is looked up; where records were lost it has to be said.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES / 2);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
    return properties;
  }

  private static Map<String, Object> writing(
      KafkaConnection kafka, String pipeline, String instance) {
    Map<String, Object> properties = kafka.properties(client(pipeline, instance));
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, client(pipeline, instance));
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return properties;
  }

  private static String client(String pipeline, String instance) {
    return group(pipeline) + "-" + instance;
  }
}
