package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics from a given place to the end of the moment, without a consumer group. Only
 * committed records are seen.
 *
 * <p><i>Threads</i>: each reading has a consumer of its own, used by the calling thread.
 *
 * <p><i>Failure</i>: {@link IllegalStateException} where the brokers do not have the topic, or send
 * nothing for a minute though there is something; a value that is no record of the topic ends the
 * reading with Kafka's own exception, except in {@link #readRaw}.
 */
public final class TopicReader {

  /** Brokers tell the partitions of a transaction within milliseconds. */
  private static final long LOOK_NANOS = 2_000_000;

  private static final Duration POLL = Duration.ofMillis(100);

  /** A minute of polls in vain. */
  private static final int MAX_EMPTY_POLLS = 600;

  private final KafkaConnection kafka;
  private final SchemaRegistry registry;

  public TopicReader(KafkaConnection kafka, SchemaRegistry registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /** Gives every record of the topic, oldest first within a partition, up to the end of now. */
  public <V extends SpecificRecord> void read(
      Topic<V> topic, Consumer<ConsumerRecord<String, V>> to) {
    read(topic, values(topic), Map.of(), to);
  }

  /**
   * The same from given offsets on; a partition without one is read from its beginning.
   *
   * @param from first offset to read, by partition
   */
  public <V extends SpecificRecord> void readFrom(
      Topic<V> topic, Map<Integer, Long> from, Consumer<ConsumerRecord<String, V>> to) {
    read(topic, values(topic), from, to);
  }

  /** The same without decoding, for topics that others may have written nonsense to. */
  public void readRaw(Topic<?> topic, Consumer<ConsumerRecord<String, byte[]>> to) {
    read(topic, new ByteArrayDeserializer(), Map.of(), to);
  }

  /**
   * The same from given offsets on; a partition without one is read from its beginning.
   *
   * @param from first offset to read, by partition
   */
  public void readRawFrom(
      Topic<?> topic, Map<Integer, Long> from, Consumer<ConsumerRecord<String, byte[]>> to) {
    read(topic, new ByteArrayDeserializer(), from, to);
  }

  /**
   * What a compacted topic holds: the newest value of each key, as its bytes; a record without a
   * key is none of it.
   */
  public Map<String, byte[]> newest(Topic<?> topic) {
    Map<String, byte[]> values = new HashMap<>();
    readRaw(
        topic,
        record -> {
          if (record.key() == null) {
            return;
          }
          if (record.value() == null) {
            values.remove(record.key());
          } else {
            values.put(record.key(), record.value());
          }
        });
    return values;
  }

  /**
   * Gives the records between given offsets without decoding, partition after partition: the same
   * ones in the same order each time, as far as retention has left them.
   *
   * @param from first offset to read, by partition; one without is read from its beginning
   * @param until offset behind the last, by partition; one without is not read
   */
  public void readRawBetween(
      Topic<?> topic,
      Map<Integer, Long> from,
      Map<Integer, Long> until,
      Consumer<ConsumerRecord<String, byte[]>> to) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = assign(consumer, topic, from);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long end =
            Math.min(
                ends.getOrDefault(partition, 0L), until.getOrDefault(partition.partition(), 0L));
        consumer.assign(List.of(partition));
        consumer.seek(partition, from.getOrDefault(partition.partition(), 0L));
        toTheEnd(
            consumer,
            topic,
            Map.of(partition, end),
            record -> {
              if (record.offset() < end) {
                to.accept(record);
              }
            });
      }
    }
  }

  /** Gives every record from the beginning, and then the new ones, until told to stop. */
  public <V extends SpecificRecord> void follow(
      Topic<V> topic, BooleanSupplier goOn, Consumer<ConsumerRecord<String, V>> to) {
    follow(topic, values(topic), goOn, to);
  }

  /** The same without decoding. */
  public void followRaw(
      Topic<?> topic, BooleanSupplier goOn, Consumer<ConsumerRecord<String, byte[]>> to) {
    follow(topic, new ByteArrayDeserializer(), goOn, to);
  }

  private <T> void follow(
      Topic<?> topic,
      Deserializer<T> values,
      BooleanSupplier goOn,
      Consumer<ConsumerRecord<String, T>> to) {
    try (KafkaConsumer<String, T> consumer = consumer(values)) {
      assign(consumer, topic, Map.of());
      while (goOn.getAsBoolean()) {
        consumer.poll(POLL).forEach(to);
      }
    }
  }

  /** The offset behind the last committed record of each partition. */
  public Map<Integer, Long> ends(Topic<?> topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(new ByteArrayDeserializer())) {
      Map<Integer, Long> ends = new HashMap<>();
      consumer
          .endOffsets(Partitions.of(consumer, topic))
          .forEach((partition, offset) -> ends.put(partition.partition(), offset));
      return ends;
    }
  }

  /**
   * Waits until readers of committed records see all that lies before these offsets.
   *
   * @return false where that is not so within the patience
   */
  public boolean awaitCommitted(Map<TopicPartition, Long> ends, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    try (KafkaConsumer<String, byte[]> consumer = consumer(new ByteArrayDeserializer())) {
      while (true) {
        Map<TopicPartition, Long> seen = consumer.endOffsets(ends.keySet());
        if (ends.entrySet().stream()
            .allMatch(end -> seen.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
          return true;
        }
        if (System.nanoTime() - until >= 0) {
          return false;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /** The offset of the first record that retention has left, by partition. */
  public Map<Integer, Long> begins(Topic<?> topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(new ByteArrayDeserializer())) {
      Map<Integer, Long> begins = new HashMap<>();
      consumer
          .beginningOffsets(Partitions.of(consumer, topic))
          .forEach((partition, offset) -> begins.put(partition.partition(), offset));
      return begins;
    }
  }

  /**
   * The offset of the first record that is not older than an instant, by partition; the end where
   * there is none.
   */
  public Map<Integer, Long> since(Topic<?> topic, Instant instant) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> asked = new HashMap<>();
      Partitions.of(consumer, topic)
          .forEach(partition -> asked.put(partition, instant.toEpochMilli()));
      Map<Integer, Long> since = new HashMap<>();
      consumer
          .endOffsets(asked.keySet())
          .forEach((partition, offset) -> since.put(partition.partition(), offset));
      consumer
          .offsetsForTimes(asked)
          .forEach(
              (partition, found) -> {
                if (found != null) {
                  since.put(partition.partition(), found.offset());
                }
              });
      return since;
    }
  }

  /**
   * The offset that a consumer group reads next, by partition; it is not there where the group has
   * not committed yet. A commit that is under way is waited for.
   */
  public Map<Integer, Long> committed(Topic<?> topic, String group) {
    Map<String, Object> properties = properties();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<Integer, Long> committed = new HashMap<>();
      consumer
          .committed(Set.copyOf(Partitions.of(consumer, topic)))
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition.partition(), offset.offset());
                }
              });
      return committed;
    }
  }

  private <T> void read(
      Topic<?> topic,
      Deserializer<T> values,
      Map<Integer, Long> from,
      Consumer<ConsumerRecord<String, T>> to) {
    try (KafkaConsumer<String, T> consumer = consumer(values)) {
      List<TopicPartition> partitions = assign(consumer, topic, from);
      toTheEnd(consumer, topic, consumer.endOffsets(partitions), to);
    }
  }

  private <T> void toTheEnd(
      KafkaConsumer<String, T> consumer,
      Topic<?> topic,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<String, T>> to) {
    int emptyPolls = 0;
    while (isBehind(consumer, ends)) {
      ConsumerRecords<String, T> records = consumer.poll(POLL);
      records.forEach(to);
      emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
      if (emptyPolls == MAX_EMPTY_POLLS) {
        throw new IllegalStateException(
            "the brokers at "
                + kafka.bootstrap()
                + " send nothing of "
                + topic.name()
                + " though its end is not reached: check that they are well");
      }
    }
  }

  private static boolean isBehind(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private static List<TopicPartition> assign(
      KafkaConsumer<?, ?> consumer, Topic<?> topic, Map<Integer, Long> from) {
    List<TopicPartition> partitions = Partitions.of(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    for (TopicPartition partition : partitions) {
      Long offset = from.get(partition.partition());
      if (offset != null) {
        consumer.seek(partition, offset);
      }
    }
    return partitions;
  }

  private <V extends SpecificRecord> Deserializer<V> values(Topic<V> topic) {
    return new WireSerde<>(new AvroCodec<>(topic, registry)).deserializer();
  }

  private <T> KafkaConsumer<String, T> consumer(Deserializer<T> values) {
    return new KafkaConsumer<>(properties(), new StringDeserializer(), values);
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.properties("millrace-reader");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return properties;
  }
}
