package dev.millrace.platform.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CompactedViewTest {

  private static final String TOPIC = Topics.REFERENCE_DATA.name();
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  /**
   * Kafka's own stand-in, which can be away, counts looks and gives again what is sought again.
   *
   * <p>Each poll is given the log from its position on, as a fetch is: what was added to the
   * stand-in earlier than a seek would be returned before the records that were sought.
   */
  private static final class Brokers extends MockConsumer<String, byte[]> {

    private final List<ConsumerRecord<String, byte[]>> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean away;

    Brokers() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions) {
      looks.incrementAndGet();
      if (away) {
        throw new TimeoutException("no broker answers");
      }
      return super.endOffsets(partitions);
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
      long next = position(PARTITION);
      written.stream().filter(record -> record.offset() >= next).forEach(this::addRecord);
      return super.poll(timeout);
    }
  }

  /** A registry that can be away. */
  private static final class Registry implements SchemaRegistry {

    private final InMemorySchemaRegistry schemas = new InMemorySchemaRegistry();
    private volatile boolean away;

    @Override
    public int register(String subject, Schema schema) {
      return schemas.register(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      if (away) {
        throw new RegistryException("the registry cannot be reached");
      }
      return schemas.schemaById(id);
    }
  }

  private final Registry registry = new Registry();
  private final AvroCodec<ReferenceRecord> writer =
      new AvroCodec<>(Topics.REFERENCE_DATA, registry);
  private final Brokers brokers = new Brokers();
  private final AtomicInteger connections = new AtomicInteger();

  /** Nanoseconds. */
  private final AtomicLong now = new AtomicLong();

  private @Nullable CompactedView<ReferenceRecord> opened;

  @AfterEach
  void closeView() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void knowsTheNewestValueOfEachKeyWhenItIsOpen() {
    write("a", "1");
    write("b", "1");
    write("a", "2");
    write("b", null);

    CompactedView<ReferenceRecord> view = open();

    assertThat(value(view.find("a"))).contains("2");
    assertThat(view.find("b")).isEmpty();
    assertThat(view.values()).extracting(CompactedViewTest::text).containsExactly("2");
  }

  @Test
  void countsWhatChanges() {
    write("a", "1");
    CompactedView<ReferenceRecord> view = open();
    long opened = view.changes();

    arrive(write("a", "2"));
    await().until(() -> view.changes() != opened);
    assertThat(value(view.find("a"))).contains("2");
    long changed = view.changes();
    arrive(write("a", null));

    await().until(() -> view.changes() != changed);
    assertThat(view.find("a")).isEmpty();
  }

  @Test
  void followsChanges() {
    write("a", "1");
    CompactedView<ReferenceRecord> view = open();

    arrive(write("a", "2"));
    await().until(() -> value(view.find("a")).equals(Optional.of("2")));
    assertThat(view.isEmpty()).isFalse();
    arrive(write("a", null));

    await().until(() -> view.find("a").isEmpty());
    assertThat(view.isEmpty()).isTrue();
  }

  @Test
  void findsFreshWhatWasWrittenBefore() {
    CompactedView<ReferenceRecord> view = open();

    for (int i = 0; i < 100; i++) {
      String key = "key-" + i;
      arrive(write(key, "v"));

      assertThat(view.findFresh(key)).as(key).isPresent();
    }
  }

  @Test
  void findsLaterWithoutBlocking() throws Exception {
    CompactedView<ReferenceRecord> view = open();
    arrive(write("a", "1"));

    assertThat(value(view.findFreshLater("a").toCompletableFuture().get())).contains("1");
    assertThat(view.findFreshLater("b").toCompletableFuture().get()).isEmpty();
    assertThat(view.findFreshLater("a").toCompletableFuture()).isCompleted();
  }

  @Test
  void asksTheBrokersOnceForACrowd() {
    CompactedView<ReferenceRecord> view = open();
    int before = brokers.looks.get();

    List<CompletableFuture<Optional<ReferenceRecord>>> crowd =
        IntStream.range(0, 10_000)
            .mapToObj(i -> view.findFreshLater("missing-" + i).toCompletableFuture())
            .toList();

    assertThat(crowd)
        .allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(20)))
        .allSatisfy(one -> assertThat(one.join()).isEmpty());
    assertThat(brokers.looks.get() - before).isBetween(1, 9_999);
  }

  @Test
  void asksTheBrokersOnceInATimeForWhatIsNotThere() {
    Duration age = Duration.ofMillis(20);
    CompactedView<ReferenceRecord> view = open();
    now.addAndGet(age.toNanos());
    int before = brokers.looks.get();

    for (int i = 0; i < 1_000; i++) {
      assertThat(view.findFresh("missing-" + i, age)).isEmpty();
    }
    assertThat(brokers.looks.get() - before).isEqualTo(1);

    arrive(write("missing-0", "1"));
    now.addAndGet(age.toNanos());
    assertThat(view.findFresh("missing-0", age)).isPresent();
  }

  @Test
  void findsByTheBeginningOfTheKey() {
    write("p/1", "1");
    write("p/2", "2");
    write("pq/1", "3");

    CompactedView<ReferenceRecord> view = open();

    assertThat(view.startingWith("p/"))
        .extracting(CompactedViewTest::text)
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void passesOverWhatCannotBeReadAndKeepsTheValueBefore() {
    write("a", "1");
    writeBytes("a", new byte[] {9, 9, 9});
    writeBytes("a", new byte[] {0, 0, 0, 0, 99, 1});
    writeBytes(null, writer.encode(row("x")));
    write("b", "1");

    CompactedView<ReferenceRecord> view = open();

    assertThat(value(view.find("a"))).contains("1");
    assertThat(value(view.find("b"))).contains("1");
    assertThat(view.values()).hasSize(2);
  }

  @Test
  void tellsWhatHasAValueThatNobodyKnows() {
    write("known", "1");
    writeBytes("known", new byte[] {9, 9, 9});
    writeBytes("unknown", new byte[] {9, 9, 9});
    writeBytes("mended", new byte[] {9, 9, 9});
    write("mended", "1");
    writeBytes("removed", new byte[] {9, 9, 9});
    write("removed", null);

    CompactedView<ReferenceRecord> view = open();

    assertThat(view.unknownKeys()).containsExactly("unknown");
  }

  @Test
  void readsAgainWhatTheRegistryCouldNotExplain() {
    CompactedView<ReferenceRecord> view = open();
    registry.away = true;
    arrive(write("a", "1"));
    arrive(write("b", "1"));
    assertThatThrownBy(() -> view.findFresh("a"))
        .isInstanceOf(KafkaException.class)
        .hasMessage("the view of reference-data cannot be brought up to date")
        .hasRootCauseMessage("the registry cannot be reached");

    registry.away = false;

    assertThat(view.findFresh("a")).isPresent();
    assertThat(view.findFresh("b")).isPresent();
  }

  @Test
  void staysAsItIsWhileTheBrokersAreAwayAndRecovers() {
    write("a", "1");
    CompactedView<ReferenceRecord> view = open();
    brokers.away = true;

    assertThatThrownBy(() -> view.findFresh("b"))
        .isInstanceOf(KafkaException.class)
        .hasRootCauseMessage("no broker answers");
    assertThat(value(view.find("a"))).contains("1");

    brokers.away = false;
    arrive(write("b", "1"));
    assertThat(view.findFresh("b")).isPresent();
  }

  @Test
  void asksForTheEndOnAConnectionOfItsOwnOnceAnybodyWantsToKnow() {
    CompactedView<ReferenceRecord> view = open();
    assertThat(connections).hasValue(1);

    assertThat(view.findFresh("a")).isEmpty();
    assertThat(view.findFresh("b")).isEmpty();

    assertThat(connections).hasValue(2);
  }

  @Test
  void doesNotOpenWithoutItsTopic() {
    assertThatThrownBy(
            () -> CompactedView.open(Topics.REFERENCE_DATA, writer, this::connected, now::get))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the brokers have no topic reference-data: create");
    assertThat(brokers.closed()).isTrue();
  }

  @Test
  void closesOnceAndThenLooksAtNothing() {
    CompactedView<ReferenceRecord> view = open();

    view.close();
    view.close();

    assertThat(brokers.closed()).isTrue();
    assertThatThrownBy(() -> view.findFresh("a"))
        .hasRootCauseMessage("the view of reference-data is closed");
  }

  private CompactedView<ReferenceRecord> open() {
    brokers.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
    brokers.updateBeginningOffsets(Map.of(PARTITION, 0L));
    brokers.updateEndOffsets(Map.of(PARTITION, (long) brokers.written.size()));
    CompactedView<ReferenceRecord> view =
        CompactedView.open(
            Topics.REFERENCE_DATA,
            new AvroCodec<>(Topics.REFERENCE_DATA, registry),
            this::connected,
            now::get);
    opened = view;
    return view;
  }

  private ConsumerRecord<String, byte[]> write(String key, @Nullable String value) {
    return writeBytes(key, value == null ? null : writer.encode(row(value)));
  }

  private Consumer<String, byte[]> connected() {
    connections.incrementAndGet();
    return brokers;
  }

  // A tombstone's value and a keyless record's key are null, which Kafka's types do not say.
  @SuppressWarnings("NullAway")
  private ConsumerRecord<String, byte[]> writeBytes(@Nullable String key, byte @Nullable [] value) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(TOPIC, 0, brokers.written.size(), key, value);
    brokers.written.add(record);
    return record;
  }

  private void arrive(ConsumerRecord<String, byte[]> record) {
    brokers.updateEndOffsets(Map.of(PARTITION, record.offset() + 1));
  }

  private static ReferenceRecord row(String value) {
    return new ReferenceRecord(
        "table", "key", ByteBuffer.wrap(value.getBytes(UTF_8)), Instant.EPOCH);
  }

  private static String text(ReferenceRecord row) {
    return UTF_8.decode(row.getRow().duplicate()).toString();
  }

  private static Optional<String> value(Optional<ReferenceRecord> row) {
    return row.map(CompactedViewTest::text);
  }
}
