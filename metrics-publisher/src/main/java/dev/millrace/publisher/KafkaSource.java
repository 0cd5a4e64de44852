package dev.millrace.publisher;

import dev.millrace.platform.kafka.Partitions;
import dev.millrace.publisher.domain.Place;
import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Readings;
import dev.millrace.publisher.domain.WindowDelays;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.ModelRun;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics topics, all their partitions.
 *
 * <p><i>Failure</i>: a value that cannot be read is passed over, counted and named by its place in
 * the log; while the registry is away, nothing is read whose schema was not read before. It is
 * asked once a poll, which takes as long as its client has patience: a few seconds where it refuses
 * connections, and a minute for each of its addresses where it swallows them.
 */
final class KafkaSource implements Source {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSource.class);

  /** Where a record was found, before it is read. */
  private record Spot(String partition, Instant writtenAt) {}

  /** Makes of a value what it says. */
  private interface Reader extends BiFunction<byte[], Spot, Optional<Reading>> {}

  /** What metrics are made of. */
  static final List<Topic<?>> TOPICS =
      List.of(
          Topics.COST_METRICS,
          Topics.QUALITY_METRICS,
          Topics.BUDGET_STATUS,
          Topics.DEAD_LETTERS,
          Topics.MODEL_RUNS);

  /** Reading goes on without it: as long as one that waits is not noticed. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final AskedRegistry registry;
  private final Map<String, Reader> readers;
  private long unreadable;

  /**
   * From where the last life has written down to be.
   *
   * @param consumer of the job's group, with all partitions assigned; it stays the caller's
   * @param begins of partitions; one that is not among them is read from its beginning
   * @param delays is told what windows are made and due
   */
  KafkaSource(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> begins,
      SchemaRegistry registry,
      WindowDelays delays) {
    this.consumer = consumer;
    this.registry = new AskedRegistry(registry);
    AvroCodec<CostMetric> costs = new AvroCodec<>(Topics.COST_METRICS, this.registry);
    AvroCodec<QualityMetric> quality = new AvroCodec<>(Topics.QUALITY_METRICS, this.registry);
    AvroCodec<BudgetStatus> budgets = new AvroCodec<>(Topics.BUDGET_STATUS, this.registry);
    AvroCodec<DeadLetter> letters = new AvroCodec<>(Topics.DEAD_LETTERS, this.registry);
    AvroCodec<ModelRun> runs = new AvroCodec<>(Topics.MODEL_RUNS, this.registry);
    readers =
        Map.of(
            Topics.COST_METRICS.name(),
            (value, place) -> {
              CostMetric metric = costs.decode(value);
              delays.called(
                  metric.getPipeline(),
                  metric.getWindowStart(),
                  metric.getWindowEnd(),
                  place.writtenAt());
              return Readings.of(metric);
            },
            Topics.QUALITY_METRICS.name(),
            (value, place) -> {
              QualityMetric metric = quality.decode(value);
              delays.told(metric.getPipeline(), place.writtenAt());
              return Readings.of(metric);
            },
            Topics.BUDGET_STATUS.name(),
            (value, place) -> Optional.of(Readings.of(budgets.decode(value))),
            Topics.DEAD_LETTERS.name(),
            (value, place) -> Optional.of(Readings.of(letters.decode(value), place.partition())),
            Topics.MODEL_RUNS.name(),
            (value, place) -> Readings.of(runs.decode(value)));
    consumer.seekToBeginning(consumer.assignment());
    begins.forEach(consumer::seek);
  }

  /** All partitions of its topics. */
  static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    return TOPICS.stream().flatMap(topic -> Partitions.of(consumer, topic).stream()).toList();
  }

  @Override
  public List<Found> poll(Duration longest) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(longest);
    List<Found> found = new ArrayList<>();
    List<TopicPartition> waiting = new ArrayList<>();
    registry.nextTurn();
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        try {
          read(record, found);
        } catch (RegistryException e) {
          // Nobody knows yet whether it can be read: it is read again.
          if (waiting.isEmpty()) {
            LOG.warn("{} waits for the schema registry", partition, e);
          }
          waiting.add(partition);
          consumer.seek(partition, record.offset());
          break;
        }
      }
    }
    if (waiting.size() > 1) {
      LOG.warn("so do {} others", waiting.size() - 1);
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
  public Optional<Map<String, Long>> ends() {
    Map<String, Long> ends = new HashMap<>();
    try {
      consumer
          .endOffsets(consumer.assignment(), LONGEST_ANSWER)
          .forEach((partition, end) -> ends.put(partition.toString(), end));
      return Optional.of(ends);
    } catch (TimeoutException e) {
      LOG.debug("the brokers do not say where the metrics topics end", e);
      return Optional.empty();
    }
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
    Spot spot =
        new Spot(
            new TopicPartition(record.topic(), record.partition()).toString(),
            Instant.ofEpochMilli(record.timestamp()));
    Reader reader = readers.get(record.topic());
    if (reader == null) {
      throw new AssertionError(record.topic());
    }
    try {
      reader
          .apply(value, spot)
          .ifPresent(
              reading ->
                  to.add(
                      new Found(
                          reading,
                          new Place(spot.partition(), record.offset()),
                          spot.writtenAt())));
    } catch (UnreadableRecordException e) {
      unreadable++;
      LOG.warn("{}@{} cannot be read and is passed over", spot.partition(), record.offset(), e);
    }
  }
}
