package dev.millrace.console.letters;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.AuditEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes replays in batches, each in one transaction with its records of the audit log.
 *
 * <p>A transaction holds up the readers of {@code raw-events} while it is open: so batches are
 * small, and the waiting for the pace is done between them.
 *
 * <p><i>Threads</i>: one.
 */
final class ReplayWriter implements AutoCloseable {

  private static final int MAX_BATCH = 100;
  private static final int MAX_BATCH_BYTES = 1024 * 1024;

  /** Batches a second, where the pace allows for more than one record a batch. */
  private static final int BATCHES_PER_SECOND = 5;

  private static final double NANOS_PER_SECOND = 1e9;

  private final AuditLog audit;
  private final Map<String, AuditEvent> planned;
  private final Map<String, AuditEvent> told = new HashMap<>();
  private final String actor;
  private final Pace pace;
  private final Instant begin;
  private final List<Letter> batch = new ArrayList<>();
  private int batchBytes;
  private long sent;
  private long overtaken;

  /**
   * How fast it goes.
   *
   * @param perSecond records a second, at least 1
   */
  record Pace(int perSecond, InstantSource clock, Pause pause) {}

  /** A letter and the record that replays it. */
  private record Letter(String id, Optional<String> tenant, ProducerRecord<byte[], byte[]> record) {

    /** Without a digest: one of an event with personal data could be guessed at. */
    AuditEntry entry(String actor) {
      return AuditEntry.of(actor, DeadLetters.REPLAY, id).of(tenant);
    }
  }

  /**
   * A writer.
   *
   * @param planned what the audit log said of replays when they were chosen
   * @param actor who replays
   */
  ReplayWriter(Brokers brokers, Map<String, AuditEvent> planned, String actor, Pace pace) {
    this.audit =
        AuditLog.open(
            brokers.kafka(),
            brokers.registry(),
            pace.clock(),
            event -> DeadLetters.note(event, told));
    this.planned = planned;
    this.actor = actor;
    this.pace = pace;
    this.begin = pace.clock().instant();
  }

  /** Takes a replay, and sends what has come together if that is enough. */
  void add(String id, Optional<String> tenant, ProducerRecord<byte[], byte[]> record)
      throws IOException {
    int bytes = record.value() == null ? 0 : record.value().length;
    if (!batch.isEmpty() && (isFull() || batchBytes + bytes > MAX_BATCH_BYTES)) {
      flush();
    }
    batch.add(new Letter(id, tenant, record));
    batchBytes += bytes;
  }

  /** Sends what has come together. */
  void flush() throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    keepPace();
    List<Letter> written = new ArrayList<>();
    audit.append(
        () -> {
          written.clear();
          batch.stream().filter(this::isStillAsPlanned).forEach(written::add);
          return new AuditPage(
              written.stream().map(letter -> letter.entry(actor)).toList(),
              written.stream().map(Letter::record).toList());
        });
    sent += written.size();
    overtaken += batch.size() - written.size();
    batch.clear();
    batchBytes = 0;
  }

  /** Records that were replayed. */
  long sent() {
    return sent;
  }

  /** Letters that somebody else replayed meanwhile. */
  long overtaken() {
    return overtaken;
  }

  @Override
  public void close() {
    audit.close();
  }

  private boolean isFull() {
    return batch.size() >= Math.max(1, Math.min(MAX_BATCH, pace.perSecond() / BATCHES_PER_SECOND));
  }

  private boolean isStillAsPlanned(Letter letter) {
    return Objects.equals(told.get(letter.id()), planned.get(letter.id()));
  }

  private void keepPace() throws IOException {
    Instant due =
        begin.plusNanos((long) (NANOS_PER_SECOND * (sent + overtaken) / pace.perSecond()));
    Duration ahead = Duration.between(pace.clock().instant(), due);
    if (ahead.isNegative() || ahead.isZero()) {
      return;
    }
    try {
      pace.pause().of(ahead);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: what is not replayed yet is left as it was");
    }
  }
}
