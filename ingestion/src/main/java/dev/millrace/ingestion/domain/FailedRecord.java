package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record that cannot go on, as its dead letter keeps it.
 *
 * <p><i>Shape</i>: everything of it, byte for byte; only the place where it stands where all that
 * does not fit into a letter. A key that is too long for one is left out as well: a letter goes
 * under it.
 */
public record FailedRecord(
    RecordOrigin origin, Optional<byte[]> key, Optional<byte[]> value, List<RecordHeader> headers) {

  /** A record larger than this does not fit into a letter of 4 MiB, the largest record there is. */
  public static final int MAX_COPY_BYTES = 3_500_000;

  /**
   * What stands around a header: Avro's lengths and which branch of the union its value is, and the
   * 16 bytes that sealing adds to a value.
   */
  private static final int HEADER_FRAME_BYTES = 24;

  /** UTF-8 takes three bytes for a UTF-16 unit at most. */
  private static final int MAX_KEY_BYTES = 3 * Identity.MAX_LENGTH;

  private static final String NOT_COPIED =
      "; it is too large to be copied here: find the original at its topic, partition and offset";

  public FailedRecord {
    headers = List.copyOf(headers);
  }

  /** The letter, without the names that only a reader of the record may know. */
  public DeadLetter.Builder letter(Cause cause, String detail, Instant at) {
    Optional<byte[]> usableKey = key.filter(bytes -> bytes.length <= MAX_KEY_BYTES);
    boolean copied = bytes(usableKey) <= MAX_COPY_BYTES;
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause(cause.name())
        .setDetail(detail + (copied ? "" : NOT_COPIED))
        .setTopic(origin.getTopic())
        .setPartition(origin.getPartition())
        .setOffset(origin.getOffset())
        .setKey(usableKey.filter(bytes -> copied).map(ByteBuffer::wrap).orElse(null))
        .setValue(value.filter(bytes -> copied).map(ByteBuffer::wrap).orElse(null))
        .setHeaders(copied ? headers : List.of())
        .setFailedAt(at);
  }

  /** The key twice, because it is the letter's as well. */
  private long bytes(Optional<byte[]> usableKey) {
    long bytes = 2L * length(usableKey) + length(value);
    for (RecordHeader header : headers) {
      ByteBuffer content = header.getValue();
      bytes +=
          header.getName().getBytes(UTF_8).length
              + (content == null ? 0 : content.remaining())
              + HEADER_FRAME_BYTES;
    }
    return bytes;
  }

  private static int length(Optional<byte[]> bytes) {
    return bytes.map(all -> all.length).orElse(0);
  }
}
