package dev.millrace.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.kafka.Fencing;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the audit log, each record with the digest of the one before, and together with the
 * records that it tells of.
 *
 * <p>All writers share one transactional id: whoever begins to write fences the one before, reads
 * what that one left behind, and goes on from there. So the chain has one end at every moment, and
 * what was planned before is planned anew from what is there now. A writer that was fenced waits a
 * little and tries again.
 *
 * <p><i>Threads</i>: one at a time.
 *
 * <p><i>Failure</i>: a page is there as a whole or not at all. Where the brokers do not say which,
 * the log itself is asked before anything is reported or tried again.
 */
public final class AuditLog implements AutoCloseable {

  /** The chain is one: it lies in one partition. */
  static final int PARTITION = 0;

  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** With pauses that double, this many in vain take longer than any writer holds on. */
  private static final int MAX_TRIES = 40;

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Past past;
  private final AvroCodec<AuditEvent> codec;
  private final Surroundings surroundings;
  private final Consumer<AuditEvent> history;
  private long next;
  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable String head;

  /** Digest of the last record of the page that is being written. */
  private @Nullable String tried;

  /** Whether that record was found in the log. */
  private boolean isThere;

  /** Says what to write, from how things stand. */
  @FunctionalInterface
  public interface Draft {

    /** Called once this writer is the only one, and again where another one came between. */
    AuditPage write();
  }

  /** What is not the log's own: time, and how a writer waits for its turn. */
  record Surroundings(InstantSource clock, Turn turn) {}

  /** Waits before a writer tries again. */
  @FunctionalInterface
  interface Turn {

    /** Lets others write. */
    void await(int tries) throws InterruptedException;
  }

  /**
   * A log that is read from a given place.
   *
   * @param next where the first reading begins
   */
  AuditLog(
      Supplier<Producer<byte[], byte[]>> producers,
      Past past,
      long next,
      AvroCodec<AuditEvent> codec,
      Surroundings surroundings,
      Consumer<AuditEvent> history) {
    this.producers = producers;
    this.past = past;
    this.next = next;
    this.codec = codec;
    this.surroundings = surroundings;
    this.history = history;
  }

  /** A log to append to. */
  public static AuditLog open(KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    Past past = new KafkaPast(new TopicReader(kafka, registry));
    return new AuditLog(
        () -> AuditProducers.open(kafka),
        past,
        past.nearEnd(),
        new AvroCodec<>(Topics.AUDIT_LOG, registry),
        new Surroundings(clock, new JitteredTurn(new SplittableRandom())),
        event -> {});
  }

  /**
   * A log to append to that tells what is in it.
   *
   * @param history is given all readable records before each draft, some of them more than once
   */
  public static AuditLog open(
      KafkaConnection kafka,
      SchemaRegistry registry,
      InstantSource clock,
      Consumer<AuditEvent> history) {
    return new AuditLog(
        () -> AuditProducers.open(kafka),
        new KafkaPast(new TopicReader(kafka, registry)),
        0,
        new AvroCodec<>(Topics.AUDIT_LOG, registry),
        new Surroundings(clock, new JitteredTurn(new SplittableRandom())),
        history);
  }

  /** Records a change together with the records that make it. */
  public void append(AuditEntry entry, List<ProducerRecord<byte[], byte[]>> records)
      throws IOException {
    append(() -> new AuditPage(List.of(entry), records));
  }

  /**
   * Records what the draft says; an empty page writes nothing.
   *
   * @throws UnconfirmedChangeException where the brokers do not say whether it was written
   * @throws IOException otherwise where nothing was written, because the brokers do not take it
   */
  public void append(Draft draft) throws IOException {
    tried = null;
    isThere = false;
    for (int tries = 1; ; tries++) {
      try {
        takeOver();
        if (isThere) {
          return;
        }
        AuditPage page = draft.write();
        if (!page.entries().isEmpty()) {
          commit(page);
        }
        return;
      } catch (KafkaException e) {
        drop();
        if (Fencing.isFenced(e) && tries < MAX_TRIES) {
          await(tries);
        } else if (isWritten()) {
          return;
        } else {
          throw new IOException(
              "the brokers do not take the record of the change, so the change is not made", e);
        }
      }
    }
  }

  @Override
  public void close() {
    drop();
  }

  /** Becomes the only writer, if it is not. */
  private void takeOver() {
    if (producer != null) {
      return;
    }
    Producer<byte[], byte[]> fresh = producers.get();
    boolean isReady = false;
    try {
      fresh.initTransactions();
      past.read(next, this::catchUp);
      isReady = true;
    } finally {
      if (isReady) {
        producer = fresh;
      } else {
        fresh.close(CLOSE);
      }
    }
  }

  private void catchUp(Past.Entry entry) {
    next = entry.offset() + 1;
    head = AuditChain.digest(entry.value());
    isThere |= head.equals(tried);
    tell(entry.value());
  }

  /** Asks the log what became of a page whose writing was not confirmed. */
  private boolean isWritten() throws UnconfirmedChangeException {
    if (tried == null) {
      return false;
    }
    try {
      // Whoever takes over ends what is open, so what is not there now will not come.
      takeOver();
    } catch (KafkaException e) {
      throw new UnconfirmedChangeException(e);
    }
    return isThere;
  }

  private void commit(AuditPage page) {
    List<byte[]> values = chained(page);
    @Nullable String last = AuditChain.digest(values.get(values.size() - 1));
    tried = last;
    isThere = false;
    Producer<byte[], byte[]> writer = owned();
    Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    Callback taken = (at, failure) -> note(ends, at, failure);
    writer.beginTransaction();
    for (ProducerRecord<byte[], byte[]> record : page.records()) {
      var unused = writer.send(record, taken);
    }
    for (int i = 0; i < values.size(); i++) {
      byte[] key = page.entries().get(i).actor().getBytes(UTF_8);
      var unused =
          writer.send(
              new ProducerRecord<>(Topics.AUDIT_LOG.name(), PARTITION, key, values.get(i)), taken);
    }
    writer.commitTransaction();
    head = last;
    values.forEach(this::tell);
    past.awaitSeen(ends);
  }

  private static void note(
      Map<TopicPartition, Long> ends, @Nullable RecordMetadata at, @Nullable Exception failure) {
    if (failure == null && at != null && at.hasOffset()) {
      ends.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
    }
  }

  private List<byte[]> chained(AuditPage page) {
    @Nullable String previous = head;
    List<byte[]> values = new ArrayList<>();
    for (AuditEntry entry : page.entries()) {
      byte[] value = codec.encode(event(entry, previous));
      values.add(value);
      previous = AuditChain.digest(value);
    }
    return values;
  }

  private AuditEvent event(AuditEntry entry, @Nullable String previous) {
    return AuditEvent.newBuilder()
        .setActor(entry.actor())
        .setAction(entry.action())
        .setSubject(entry.subject())
        .setTenant(entry.tenant().orElse(null))
        .setBefore(entry.before().orElse(null))
        .setAfter(entry.after().orElse(null))
        .setAt(surroundings.clock().instant())
        .setPreviousHash(previous)
        .build();
  }

  private void tell(byte[] value) {
    AuditEvent event;
    try {
      event = codec.decode(value);
    } catch (UnreadableRecordException e) {
      // Whoever verifies the chain is told; here it is only what the next record follows.
      return;
    }
    history.accept(event);
  }

  private void await(int tries) throws InterruptedIOException {
    try {
      surroundings.turn().await(tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another writer held the audit log");
    }
  }

  private void drop() {
    if (producer != null) {
      producer.close(CLOSE);
      producer = null;
    }
  }

  private Producer<byte[], byte[]> owned() {
    if (producer == null) {
      throw new IllegalStateException("the audit log is written before it was taken over");
    }
    return producer;
  }
}
