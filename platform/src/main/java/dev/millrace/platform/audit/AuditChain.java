package dev.millrace.platform.audit;

import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.Sha256;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks along the chain of the audit log: each record holds the digest of the whole value of the
 * one before, as it lies in the topic, wire header included. So it can be followed with any Kafka
 * client and {@code sha256sum}.
 *
 * <p><i>Shape</i>: give it all records of the partition, oldest first. What is behind the first
 * break is not looked at.
 *
 * <p>What retention has deleted from the beginning is not missed: the first record that is left
 * stands for itself. Nor can a chain tell that records are missing from its end: keep {@link #head}
 * elsewhere, and look for it later.
 */
public final class AuditChain {

  private final AvroCodec<AuditEvent> codec;
  private final boolean isWhole;
  private @Nullable String head;
  private @Nullable Break firstBreak;
  private long records;

  /**
   * Where the chain does not hold.
   *
   * @param offset of the first record that does not fit
   * @param reason in one sentence
   */
  public record Break(long offset, String reason) {}

  /**
   * A walk from the beginning.
   *
   * @param begin offset where the partition begins: only behind 0 may records be gone
   */
  public AuditChain(AvroCodec<AuditEvent> codec, long begin) {
    this.codec = codec;
    this.isWhole = begin == 0;
  }

  /** SHA-256 in hex. */
  public static String digest(byte[] bytes) {
    return Sha256.hex(bytes);
  }

  /** Takes the next record. */
  public void next(long offset, byte @Nullable [] value) {
    if (firstBreak != null) {
      return;
    }
    records++;
    if (value == null) {
      firstBreak = new Break(offset, "the record has no value");
      return;
    }
    AuditEvent event;
    try {
      event = codec.decode(value);
    } catch (UnreadableRecordException e) {
      firstBreak = new Break(offset, "the record cannot be read");
      return;
    }
    if (records == 1 ? isWhole && event.getPreviousHash() != null : !follows(event)) {
      firstBreak =
          new Break(
              offset,
              "the record does not hold the digest of the one before: a record was changed, put"
                  + " in or taken out here or right before");
    }
    head = digest(value);
  }

  /** Records that were looked at, the one that does not fit included. */
  public long records() {
    return records;
  }

  /** Digest of the last record that was looked at. */
  public Optional<String> head() {
    return Optional.ofNullable(head);
  }

  /** Where the chain is broken; nothing where it holds. */
  public Optional<Break> firstBreak() {
    return Optional.ofNullable(firstBreak);
  }

  private boolean follows(AuditEvent event) {
    return Objects.equals(event.getPreviousHash(), head);
  }
}
