package dev.millrace.inference;

import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.ReservationState;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaReservationsTest {

  private static final String TOPIC = Topics.BUDGET_RESERVATIONS.name();
  private static final TopicPartition ONLY = new TopicPartition(TOPIC, 0);
  private static final Instant TAKEN_IN = Requests.BEGINNING.plusSeconds(3);

  private final AvroCodec<BudgetReservation> codec =
      new AvroCodec<>(Topics.BUDGET_RESERVATIONS, new InMemorySchemaRegistry());
  private final Brokers brokers = new Brokers();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<String> read = new CopyOnWriteArrayList<>();
  private KafkaReservations log = log(1);

  /** Kafka's own stand-in, which gives again what is sought again. */
  private static final class Brokers extends MockConsumer<byte[], byte[]> {

    private final List<ConsumerRecord<byte[], byte[]>> written = new CopyOnWriteArrayList<>();

    private Brokers() {
      super("earliest");
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      long next = position(ONLY);
      written.stream().filter(record -> record.offset() >= next).forEach(this::addRecord);
      return super.poll(timeout);
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void hasEverythingReadBeforeItFollows() {
    add(0, codec.encode(reservation("a")));
    add(1, new byte[] {1, 2, 3});
    add(2, codec.encode(reservation("b")));

    log.follow((entry, writtenAt) -> read.add(entry.getId() + " " + writtenAt));

    assertThat(read)
        .as("what cannot be read is passed over; the time is that of the brokers")
        .containsExactly("a " + TAKEN_IN, "b " + TAKEN_IN);
    add(3, codec.encode(reservation("c")));
    await().untilAsserted(() -> assertThat(read).hasSize(3));
  }

  @Test
  void leavesNoRecordOutWhereOneCannotBeTakenInForNow() {
    AtomicInteger failures = new AtomicInteger();
    log.follow(
        (entry, writtenAt) -> {
          if (entry.getId().equals("a") && failures.getAndIncrement() == 0) {
            throw new IllegalStateException("the registry is away");
          }
          read.add(entry.getId());
        });

    add(0, codec.encode(reservation("a")));
    add(1, codec.encode(reservation("b")));

    await().untilAsserted(() -> assertThat(read).containsExactly("a", "b"));
  }

  @Test
  void endsTheJobWhereADefectEndsItsReading() {
    log.follow(
        (entry, writtenAt) -> {
          throw new StackOverflowError("a defect");
        });
    assertThatCode(log::requireReading).doesNotThrowAnyException();

    add(0, codec.encode(reservation("a")));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(log::requireReading)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not read any more")
                    .hasCauseInstanceOf(StackOverflowError.class));
  }

  @Test
  void saysWhenARecordIsWrittenAndWhenItMayNotBe() {
    CompletableFuture<Void> written = log.append(reservation("a"));
    CompletableFuture<Void> doubtful = log.append(reservation("b"));
    await().untilAsserted(() -> assertThat(producer.history()).hasSize(2));
    assertThat(written).isNotDone();

    producer.completeNext();
    producer.errorNext(new TimeoutException("the brokers are away"));

    assertThat(written).isCompleted();
    assertThat(doubtful).isCompletedExceptionally();
    assertThat(producer.history())
        .allSatisfy(record -> assertThat(record.partition()).isZero())
        .extracting(ProducerRecord::value)
        .extracting(value -> codec.decode(value).getId())
        .containsExactly("a", "b");
  }

  @Test
  void whoWritesDoesNotWaitForTheBrokers() throws Exception {
    CountDownLatch back = new CountDownLatch(1);
    log.close();
    log =
        new KafkaReservations(
            codec,
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
              @Override
              public synchronized Future<RecordMetadata> send(
                  ProducerRecord<byte[], byte[]> record, Callback callback) {
                try {
                  back.await();
                } catch (InterruptedException e) {
                  throw new InterruptException(e);
                }
                throw new TimeoutException("the brokers are not known");
              }
            },
            withPartitions(new Brokers(), 1));

    CompletableFuture<Void> written = log.append(reservation("a"));

    assertThat(written).isNotDone();
    back.countDown();
    assertThat(written).failsWithin(Duration.ofSeconds(5));
  }

  @Test
  void refusesATopicWithoutOneOrder() {
    log.close();

    assertThatThrownBy(() -> log = log(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("budget-reservations has 2 partitions, expected 1");
  }

  private KafkaReservations log(int partitions) {
    return new KafkaReservations(
        codec, producer, withPartitions(partitions == 1 ? brokers : new Brokers(), partitions));
  }

  private static Brokers withPartitions(Brokers reader, int partitions) {
    Node broker = new Node(0, "broker", 9092);
    Node[] replicas = {broker};
    reader.updatePartitions(
        TOPIC,
        IntStream.range(0, partitions)
            .mapToObj(one -> new PartitionInfo(TOPIC, one, broker, replicas, replicas))
            .toList());
    reader.updateBeginningOffsets(Map.of(ONLY, 0L));
    reader.updateEndOffsets(Map.of(ONLY, 0L));
    return reader;
  }

  private void add(long offset, byte[] value) {
    brokers.written.add(
        new ConsumerRecord<>(
            TOPIC,
            0,
            offset,
            TAKEN_IN.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            0,
            value.length,
            new byte[0],
            value,
            new RecordHeaders(),
            Optional.empty()));
    brokers.updateEndOffsets(Map.of(ONLY, offset + 1));
  }

  private static BudgetReservation reservation(String id) {
    return new BudgetReservation(
        id,
        ReservationState.RESERVED,
        "request-1",
        "default",
        "tickets",
        "m",
        Requests.BEGINNING,
        Requests.BEGINNING,
        dollars("1"),
        List.of());
  }
}
