package dev.millrace.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.Alert;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The journal in Kafka: alerts in the topic {@code alerts}, and how far records were looked at in
 * the group's offsets, with the time in their metadata; both in one transaction.
 *
 * <p>All lives share one transactional id: whoever begins fences the one before.
 */
final class KafkaAlertJournal implements AlertJournal {

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<Alert> codec;
  private final ConsumerGroupMetadata group;
  private final InstantSource clock;
  private final Supplier<Past> written;

  /**
   * Of a group.
   *
   * @param producer with the transactional id of all lives; it is taken over
   * @param written what is written, as of a moment when nobody writes
   */
  KafkaAlertJournal(
      Producer<byte[], byte[]> producer,
      AvroCodec<Alert> codec,
      ConsumerGroupMetadata group,
      InstantSource clock,
      Supplier<Past> written) {
    this.producer = producer;
    this.codec = codec;
    this.group = group;
    this.clock = clock;
    this.written = written;
  }

  @Override
  public Past past() {
    producer.initTransactions();
    return written.get();
  }

  @Override
  public void write(List<Alert> alerts, Map<String, Long> offsets) {
    String now = clock.instant().toString();
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            marked.put(KafkaJournal.partition(partition), new OffsetAndMetadata(offset, now)));
    producer.beginTransaction();
    for (Alert alert : alerts) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.ALERTS.name(), alert.getSubject().getBytes(UTF_8), codec.encode(alert)));
    }
    producer.sendOffsetsToTransaction(marked, group);
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
