package dev.millrace.console.letters;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records again that were too large to be copied into their dead letter.
 *
 * <p><i>Owner</i>: whoever opens it closes it. <i>Threads</i>: one.
 */
final class OriginalRecords implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  /** A minute: then the brokers are not well. */
  private static final int MAX_POLLS = 600;

  private final Consumer<byte[], byte[]> consumer;

  OriginalRecords(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static OriginalRecords open(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("millrace-originals");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new OriginalRecords(
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** The letter with what its record holds; nothing where retention took the record. */
  Optional<DeadLetter> fill(DeadLetter letter) {
    TopicPartition partition = new TopicPartition(letter.getTopic(), letter.getPartition());
    if (!exists(partition)) {
      return Optional.empty();
    }
    consumer.assign(List.of(partition));
    long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    if (letter.getOffset() < begin) {
      return Optional.empty();
    }
    consumer.seek(partition, letter.getOffset());
    for (int poll = 0; poll < MAX_POLLS; poll++) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return record.offset() == letter.getOffset()
            ? Optional.of(filled(letter, record))
            : Optional.empty();
      }
      if (consumer.position(partition) > letter.getOffset()) {
        return Optional.empty();
      }
    }
    throw new IllegalStateException(
        "the brokers do not send the record at partition "
            + letter.getPartition()
            + ", offset "
            + letter.getOffset()
            + " of "
            + letter.getTopic()
            + ": check that they are well");
  }

  @Override
  public void close() {
    consumer.close();
  }

  private boolean exists(TopicPartition partition) {
    try {
      @Nullable List<PartitionInfo> found = consumer.partitionsFor(partition.topic());
      return found != null
          && found.stream().anyMatch(info -> info.partition() == partition.partition());
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  private static DeadLetter filled(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new RecordHeader(header.key(), wrapped(header.value())));
    }
    return DeadLetter.newBuilder(letter)
        .setKey(wrapped(record.key()))
        .setValue(wrapped(record.value()))
        .setHeaders(headers)
        .build();
  }

  private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
