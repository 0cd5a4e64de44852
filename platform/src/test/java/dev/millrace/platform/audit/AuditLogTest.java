package dev.millrace.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AuditLogTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final AvroCodec<AuditEvent> codec =
      new AvroCodec<>(Topics.AUDIT_LOG, new InMemorySchemaRegistry());
  private final Brokers brokers = new Brokers();
  private int turns;

  /** Topics in memory: what producers have committed, in the order of their commits. */
  private static final class Brokers implements Past {

    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> awaited = new HashMap<>();
    private Optional<Writer> owner = Optional.empty();

    Writer writer() {
      return new Writer(this);
    }

    List<byte[]> log() {
      return records.stream()
          .filter(record -> record.topic().equals(Topics.AUDIT_LOG.name()))
          .map(ProducerRecord::value)
          .toList();
    }

    List<String> others() {
      return records.stream()
          .filter(record -> !record.topic().equals(Topics.AUDIT_LOG.name()))
          .map(record -> new String(record.value(), UTF_8))
          .toList();
    }

    @Override
    public long nearEnd() {
      return Math.max(0, log().size() - 3);
    }

    @Override
    public void awaitSeen(Map<TopicPartition, Long> ends) {
      awaited.putAll(ends);
    }

    @Override
    public void read(long from, Consumer<Entry> to) {
      List<byte[]> log = log();
      for (int i = (int) from; i < log.size(); i++) {
        to.accept(new Entry(i, log.get(i)));
      }
    }
  }

  /** A producer that fences the one before it when it begins, and may lose an answer. */
  private static final class Writer extends MockProducer<byte[], byte[]> {

    private final Brokers brokers;
    private boolean losesTheAnswer;

    Writer(Brokers brokers) {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      this.brokers = brokers;
    }

    @Override
    public void initTransactions() {
      super.initTransactions();
      brokers.owner.filter(other -> !other.closed()).ifPresent(MockProducer::fenceProducer);
      brokers.owner = Optional.of(this);
    }

    @Override
    public void commitTransaction() {
      int before = history().size();
      super.commitTransaction();
      brokers.records.addAll(history().subList(before, history().size()));
      if (losesTheAnswer) {
        losesTheAnswer = false;
        throw new TimeoutException("the answer did not come");
      }
    }
  }

  @Test
  void bindsEachRecordToTheOneBefore() throws IOException {
    try (AuditLog log = log()) {
      log.append(entry("first"), List.of());
      log.append(() -> new AuditPage(List.of(entry("second"), entry("third")), List.of()));
    }

    List<byte[]> records = brokers.log();
    assertThat(records).hasSize(3);
    assertThat(event(0).getPreviousHash()).isNull();
    assertThat(event(0).getAt()).isEqualTo(NOON);
    assertThat(event(1).getPreviousHash()).isEqualTo(AuditChain.digest(records.get(0)));
    assertThat(event(2).getPreviousHash()).isEqualTo(AuditChain.digest(records.get(1)));
  }

  /** Who was told that a change is made may build on it: all that was written has to be seen. */
  @Test
  void waitsUntilReadersSeeAllOfThePage() throws IOException {
    try (AuditLog log = log()) {
      log.append(entry("first"), List.of(record("a change")));
      log.append(entry("second"), List.of());
    }

    assertThat(brokers.awaited)
        .containsEntry(new TopicPartition(Topics.AUDIT_LOG.name(), AuditLog.PARTITION), 2L)
        .containsEntry(new TopicPartition(record("a change").topic(), 0), 1L)
        .hasSize(2);
  }

  @Test
  void goesOnWhereAnotherLeftOff() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (AuditLog log = log()) {
        log.append(entry("by " + i), List.of());
      }
    }

    assertChainHolds(10);
  }

  @Test
  void twoWritersInTurnMakeOneChain() throws IOException {
    try (AuditLog one = log();
        AuditLog other = log()) {
      for (int i = 0; i < 5; i++) {
        one.append(entry("one"), List.of(record("one " + i)));
        other.append(entry("other"), List.of(record("other " + i)));
      }
    }

    assertChainHolds(10);
    assertThat(brokers.others()).hasSize(10).doesNotHaveDuplicates();
    assertThat(turns).isPositive();
  }

  @Test
  void plansAnewWhatAnotherWriterCameBefore() throws IOException {
    List<String> seen = new ArrayList<>();
    List<Integer> drafts = new ArrayList<>();
    try (AuditLog log = log(event -> seen.add(event.getSubject()));
        AuditLog other = log()) {
      log.append(
          () -> {
            drafts.add(seen.size());
            if (drafts.size() == 1) {
              writeWith(other);
            }
            return new AuditPage(List.of(entry("mine")), List.of(record("mine")));
          });
    }

    assertThat(drafts).containsExactly(0, 1);
    assertThat(seen).containsExactly("other", "mine");
    assertThat(brokers.others()).containsExactly("mine");
    assertChainHolds(2);
  }

  @Test
  void doesNotWriteTwiceWhatWasWrittenWithoutAnAnswer() throws IOException {
    try (AuditLog log = log(losing(1), event -> {})) {
      log.append(entry("first"), List.of(record("a")));
      log.append(entry("second"), List.of(record("b")));
    }

    assertThat(brokers.others()).containsExactly("a", "b");
    assertChainHolds(2);
  }

  @Test
  void saysWhatWasNotWritten() throws IOException {
    Writer broken = brokers.writer();
    broken.commitTransactionException = new TimeoutException("no answer");
    try (AuditLog log = log(List.of(broken, brokers.writer()), event -> {})) {
      assertThatThrownBy(() -> log.append(entry("first"), List.of(record("a"))))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the brokers do not take the record of the change, so the change is not made");
      assertThat(brokers.records).isEmpty();

      log.append(entry("second"), List.of(record("b")));
    }

    assertThat(brokers.others()).containsExactly("b");
    assertChainHolds(1);
  }

  @Test
  void saysWhereItIsNotKnownWhetherItWasWritten() {
    Writer lost = brokers.writer();
    lost.losesTheAnswer = true;
    Writer unheard = brokers.writer();
    unheard.initTransactionException = new TimeoutException("no answer");
    try (AuditLog log = log(List.of(lost, unheard), event -> {})) {
      assertThatThrownBy(() -> log.append(entry("first"), List.of(record("a"))))
          .isInstanceOf(UnconfirmedChangeException.class)
          .hasMessage(
              "the brokers did not answer in time, so it is not known whether the change was made:"
                  + " look at what is there before you try again");
    }

    assertThat(brokers.others()).containsExactly("a");
  }

  @Test
  void whatWasNeverSentIsSurelyNotWritten() {
    Writer unheard = brokers.writer();
    unheard.initTransactionException = new TimeoutException("no answer");
    try (AuditLog log = log(List.of(unheard), event -> {})) {
      assertThatThrownBy(() -> log.append(entry("first"), List.of(record("a"))))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(UnconfirmedChangeException.class);
    }
  }

  @Test
  void writesNothingOfAnEmptyPage() throws IOException {
    try (AuditLog log = log()) {
      log.append(AuditPage::empty);
    }

    assertThat(brokers.records).isEmpty();
  }

  @Test
  void stopsWaitingWhenItIsInterrupted() {
    AuditLog log =
        new AuditLog(
            () -> {
              Writer fenced = brokers.writer();
              fenced.initTransactionException = new ProducerFencedException("somebody else began");
              return fenced;
            },
            brokers,
            0,
            codec,
            new AuditLog.Surroundings(
                () -> NOON,
                tries -> {
                  throw new InterruptedException();
                }),
            event -> {});

    assertThatThrownBy(() -> log.append(entry("first"), List.of()))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void followsARecordThatNobodyCanRead() throws IOException {
    brokers.records.add(new ProducerRecord<>(Topics.AUDIT_LOG.name(), "nonsense".getBytes(UTF_8)));

    try (AuditLog log = log()) {
      log.append(entry("first"), List.of());
    }

    assertThat(event(1).getPreviousHash()).isEqualTo(AuditChain.digest("nonsense".getBytes(UTF_8)));
  }

  private void writeWith(AuditLog other) {
    try {
      other.append(entry("other"), List.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertChainHolds(int records) {
    AuditChain chain = new AuditChain(codec, 0);
    brokers.read(0, entry -> chain.next(entry.offset(), entry.value()));
    assertThat(chain.firstBreak()).isEmpty();
    assertThat(chain.records()).isEqualTo(records);
  }

  private List<Writer> losing(int answers) {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      Writer writer = brokers.writer();
      writer.losesTheAnswer = true;
      writers.add(writer);
    }
    writers.add(brokers.writer());
    return writers;
  }

  private AuditLog log() {
    return log(event -> {});
  }

  private AuditLog log(Consumer<AuditEvent> history) {
    return log(List.of(), history);
  }

  private AuditLog log(List<Writer> first, Consumer<AuditEvent> history) {
    List<Writer> writers = new ArrayList<>(first);
    return new AuditLog(
        () -> writers.isEmpty() ? brokers.writer() : writers.remove(0),
        brokers,
        brokers.nearEnd(),
        codec,
        new AuditLog.Surroundings(() -> NOON, tries -> turns++),
        history);
  }

  private AuditEvent event(int index) {
    return codec.decode(brokers.log().get(index));
  }

  private static AuditEntry entry(String subject) {
    return AuditEntry.of("operator", "pipeline.apply", subject);
  }

  private static ProducerRecord<byte[], byte[]> record(String text) {
    return new ProducerRecord<>(Topics.PIPELINES.name(), text.getBytes(UTF_8));
  }
}
