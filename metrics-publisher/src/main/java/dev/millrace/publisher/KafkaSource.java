package dev.millrace.publisher;

import dev.millrace.publisher.domain.Place;
import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Readings;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics topics, all their partitions.
 *
 * <p><i>Failure</i>: a value that cannot be read is passed over, counted and named by its place in
 * the log; while the registry is away, nothing is read.
 */
final class KafkaSource implements Source {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSource.class);

  /** What metrics are made of. */
  static final List<Topic<?>> TOPICS =
      List.of(
          Topics.COST_METRICS, Topics.QUALITY_METRICS, Topics.BUDGET_STATUS, Topics.DEAD_LETTERS);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, BiFunction<byte[], String, Optional<Reading>>> readers;
  private long unreadable;

  /**
   * From where the last life has written down to be.
   *
   * @param consumer of the job's group, with all partitions assigned; it stays the caller's
   */
  KafkaSource(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, OffsetAndMetadata> begins,
      SchemaRegistry registry) {
    this.consumer = consumer;
    AvroCodec<CostMetric> costs = new AvroCodec<>(Topics.COST_METRICS, registry);
    AvroCodec<QualityMetric> quality = new AvroCodec<>(Topics.QUALITY_METRICS, registry);
    AvroCodec<BudgetStatus> budgets = new AvroCodec<>(Topics.BUDGET_STATUS, registry);
    AvroCodec<DeadLetter> letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
    readers =
        Map.of(
            Topics.COST_METRICS.name(),
            (value, partition) -> Readings.of(costs.decode(value)),
            Topics.QUALITY_METRICS.name(),
            (value, partition) -> Readings.of(quality.decode(value)),
            Topics.BUDGET_STATUS.name(),
            (value, partition) -> Optional.of(Readings.of(budgets.decode(value))),
            Topics.DEAD_LETTERS.name(),
            (value, partition) -> Optional.of(Readings.of(letters.decode(value), partition)));
    consumer.seekToBeginning(consumer.assignment());
    begins.forEach(consumer::seek);
  }

  @Override
  public List<Found> poll(Duration longest) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(longest);
    List<Found> found = new ArrayList<>();
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        try {
          read(record, found);
        } catch (RegistryException e) {
          // Nobody knows yet whether it can be read: it is read again.
          LOG.warn("{} waits for the schema registry", partition, e);
          consumer.seek(partition, record.offset());
          break;
        }
      }
    }
    return found;
  }

  @Override
  public void rest(Duration time) {
    consumer.pause(consumer.assignment());
    try {
      consumer.poll(time);
    } finally {
      consumer.resume(consumer.assignment());
    }
  }

  @Override
  public Map<String, Long> positions() {
    Map<String, Long> positions = new HashMap<>();
    consumer
        .assignment()
        .forEach(partition -> positions.put(partition.toString(), consumer.position(partition)));
    return positions;
  }

  @Override
  public long unreadable() {
    return unreadable;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, List<Found> to) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    String partition = new TopicPartition(record.topic(), record.partition()).toString();
    var reader = readers.get(record.topic());
    if (reader == null) {
      throw new AssertionError(record.topic());
    }
    try {
      reader
          .apply(value, partition)
          .ifPresent(reading -> to.add(new Found(reading, new Place(partition, record.offset()))));
    } catch (UnreadableRecordException e) {
      unreadable++;
      LOG.warn("{}@{} cannot be read and is passed over", partition, record.offset(), e);
    }
  }
}
