package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic with one partition, and what a feed writes of it; in memory, through new clients. */
final class FeedFixture {

  static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  static final Instant APPLIED = Instant.parse("2026-01-15T00:00:00Z");
  static final String TOPIC = "tickets";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  final List<Clients> opened = new ArrayList<>();
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private final AvroCodec<DeadLetter> letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
  private final List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
  private Optional<OffsetAndMetadata> committed = Optional.empty();

  /** Clients of one generation. */
  final class Clients {

    final Reading consumer = new Reading();
    final MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    private Clients() {
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
      consumer.updateEndOffsets(Map.of(PARTITION, (long) topic.size()));
    }

    FeedClients get() {
      return new FeedClients(consumer, producer);
    }

    /** Gives it the partition, with the records that it has not read. */
    void assign() {
      consumer.rebalance(List.of(PARTITION));
      committed.ifPresent(offset -> consumer.seek(PARTITION, offset));
      long from = consumer.position(PARTITION);
      topic.stream().filter(record -> record.offset() >= from).forEach(consumer::addRecord);
    }
  }

  /** Finds offsets by times and of earlier generations, which Kafka's own does not. */
  final class Reading extends MockConsumer<byte[], byte[]> {

    Reading() {
      super("none");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions) {
      return committed.map(offset -> Map.of(PARTITION, offset)).orElse(Map.of());
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>();
      times.forEach(
          (partition, time) ->
              found.put(
                  partition,
                  topic.stream()
                      .filter(record -> record.timestamp() >= time)
                      .findFirst()
                      .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                      .orElse(null)));
      return found;
    }
  }

  Clients open() {
    opened.add(new Clients());
    return opened.get(opened.size() - 1);
  }

  FeedTurns turns(Clients clients, PipelineSpec spec) {
    FeedTurns turns =
        new FeedTurns(
            clients.get(),
            new FeedRecords(registry, (pipeline, letter) -> letter, RecordTraces.none()),
            spec,
            InstantSource.fixed(NOW));
    clients.assign();
    return turns;
  }

  static PipelineSpec spec(SourceStart start) {
    PipelineSpec spec = Specs.letters();
    spec.setAppliedAt(APPLIED);
    spec.setSource(new Source(TOPIC, SourceFormat.JSON, "/id", null, null, null, start));
    return spec;
  }

  /** A record at the end of the topic. */
  void add(@Nullable String value, Instant timestamp, RecordHeaders headers) {
    topic.add(
        new ConsumerRecord<>(
            TOPIC,
            0,
            topic.size(),
            timestamp.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            "k".getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8),
            headers,
            Optional.empty()));
  }

  void add(String value) {
    add(value, NOW, new RecordHeaders());
  }

  /** What the brokers keep of a generation: its committed records and offsets. */
  void keep(Clients clients) {
    written.addAll(clients.producer.history());
    clients
        .producer
        .consumerGroupOffsetsHistory()
        .forEach(
            groups ->
                groups
                    .values()
                    .forEach(offsets -> committed = Optional.ofNullable(offsets.get(PARTITION))));
  }

  Optional<Long> committed() {
    return committed.map(OffsetAndMetadata::offset);
  }

  List<RawEvent> events() {
    return values(Topics.RAW_EVENTS.name(), events::decode);
  }

  List<DeadLetter> letters() {
    return values(Topics.DEAD_LETTERS.name(), letters::decode);
  }

  List<ProducerRecord<byte[], byte[]>> written() {
    return List.copyOf(written);
  }

  private <V> List<V> values(String name, Function<byte[], V> decoder) {
    return written.stream()
        .filter(record -> record.topic().equals(name))
        .map(record -> decoder.apply(record.value()))
        .toList();
  }
}
