package dev.millrace.platform.streams;

import dev.millrace.platform.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * One instance of a job on Kafka Streams.
 *
 * @param group consumer group and application id of the job
 * @param name of this instance in the group: the same after a restart, another for each
 * @param stateFolder where the stores lie; they are rebuilt from Kafka where it is empty
 * @param threads stream threads
 */
public record StreamsInstance(
    KafkaConnection kafka, String group, String name, Path stateFolder, int threads) {

  /**
   * What a partition gets between two commits at full load. With the clients' default of 16 KiB the
   * sender would wake up for every dozen records.
   */
  private static final int BATCH_BYTES = 128 * 1024;

  private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

  /** The shortest that brokers take: a killed instance is missed for so long at most. */
  private static final int SESSION_MILLIS = 6_000;

  /** How soon the others learn that the group changes, and take over. */
  private static final int HEARTBEAT_MILLIS = 500;

  /** Another instance, where there is one, keeps a copy of the stores, to take over at once. */
  private static final int STANDBY_COPIES = 1;

  /**
   * As long as the group waits for a killed instance: what its open transaction hides from readers
   * is visible again when another instance has taken over. Commits take a small part of it.
   */
  private static final int TRANSACTION_MILLIS = SESSION_MILLIS;

  /**
   * How Kafka Streams runs it: exactly once, and with the memory of {@link SmallStores}.
   *
   * @param commit time between two commits, which make visible what was written
   */
  public Properties properties(Duration commit) {
    Properties properties = new Properties();
    properties.putAll(kafka.properties(name));
    properties.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            group,
            StreamsConfig.STATE_DIR_CONFIG,
            stateFolder.toString(),
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            commit.toMillis(),
            StreamsConfig.NUM_STREAM_THREADS_CONFIG,
            threads,
            StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
            name,
            StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
            SESSION_MILLIS,
            StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
            HEARTBEAT_MILLIS,
            StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
            "earliest",
            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
            TRANSACTION_MILLIS));
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, STANDBY_COPIES);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    // Zero would mean the topics' default of 1: the internal topics get what the broker is set to.
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    return properties;
  }
}
