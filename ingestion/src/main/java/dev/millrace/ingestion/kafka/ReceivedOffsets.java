package dev.millrace.ingestion.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How far the stream threads of an instance have received each partition. Kafka Streams holds what
 * it has received and hands out one record after the other, without saying what else there is.
 *
 * <p><i>Threads</i>: told by the consumers, before a record of theirs is worked on; asked by any
 * number.
 */
public final class ReceivedOffsets {

  private static final String SELF = "millrace.received-offsets";

  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

  /** Has the consumers of a topology, that is not started yet, tell what they receive. */
  public void listenTo(Properties streams) {
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        Listener.class.getName());
    streams.put(StreamsConfig.mainConsumerPrefix(SELF), this);
  }

  /** The offset behind the last record that was received; 0 where there was none. */
  public long end(String topic, int partition) {
    return ends.getOrDefault(new TopicPartition(topic, partition), 0L);
  }

  private void add(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> those = records.records(partition);
      ends.merge(partition, those.get(those.size() - 1).offset() + 1, Math::max);
    }
  }

  /** Kafka makes one for each consumer. */
  public static final class Listener implements ConsumerInterceptor<byte[], byte[]> {

    private ReceivedOffsets told = new ReceivedOffsets();

    @Override
    public void configure(Map<String, ?> settings) {
      told = (ReceivedOffsets) Objects.requireNonNull(settings.get(SELF), SELF);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      told.add(records);
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
      // Kafka Streams commits in transactions.
    }

    @Override
    public void close() {
      // What was received stays known.
    }
  }
}
