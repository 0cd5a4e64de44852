package dev.millrace.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.publisher.domain.Batch;
import dev.millrace.publisher.domain.Told;
import dev.millrace.record.PublishedWindow;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The journal in Kafka: told windows in {@code published-windows}, the mark in the metadata of the
 * group's offsets; both in one transaction.
 *
 * <p>All lives share one transactional id: whoever begins fences the one before, which then cannot
 * write down what it sends.
 */
final class KafkaJournal implements Journal {

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<PublishedWindow> codec;
  private final ConsumerGroupMetadata group;
  private final Written written;

  /**
   * What is written, as of a moment when nobody writes.
   *
   * @param windows the newest value of each key of {@code published-windows}
   * @param offsets of the group
   */
  record Written(
      Supplier<Map<String, byte[]>> windows,
      Supplier<Map<TopicPartition, OffsetAndMetadata>> offsets) {}

  /**
   * Of a group.
   *
   * @param producer with the transactional id of all lives; it is taken over
   */
  KafkaJournal(
      Producer<byte[], byte[]> producer,
      AvroCodec<PublishedWindow> codec,
      ConsumerGroupMetadata group,
      Written written) {
    this.producer = producer;
    this.codec = codec;
    this.group = group;
    this.written = written;
  }

  @Override
  public Past past() {
    producer.initTransactions();
    Map<String, Told> told = new HashMap<>();
    written
        .windows()
        .get()
        .forEach((window, value) -> told.put(window, Told.of(codec.decode(value))));
    Mark mark =
        written.offsets().get().values().stream()
            .filter(Objects::nonNull)
            .flatMap(offset -> Mark.of(offset.metadata()).stream())
            .findFirst()
            .orElse(Mark.FIRST);
    return new Past(mark, told);
  }

  @Override
  public void announce(long batch, Map<String, Long> offsets) {
    producer.beginTransaction();
    commit(new Mark(batch, /* isDone= */ false), offsets);
  }

  @Override
  public void write(Batch batch, List<String> forgotten, Map<String, Long> offsets) {
    producer.beginTransaction();
    batch.windows().forEach((window, told) -> send(window, codec.encode(told.written())));
    forgotten.forEach(window -> send(window, null));
    commit(new Mark(batch.number(), /* isDone= */ true), offsets);
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private void send(String window, byte @Nullable [] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.PUBLISHED_WINDOWS.name(), window.getBytes(UTF_8), value));
  }

  private void commit(Mark mark, Map<String, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            marked.put(partition(partition), new OffsetAndMetadata(offset, mark.text())));
    producer.sendOffsetsToTransaction(marked, group);
    producer.commitTransaction();
  }

  static TopicPartition partition(String text) {
    int hyphen = text.lastIndexOf('-');
    return new TopicPartition(
        text.substring(0, hyphen), Integer.parseInt(text.substring(hyphen + 1)));
  }
}
