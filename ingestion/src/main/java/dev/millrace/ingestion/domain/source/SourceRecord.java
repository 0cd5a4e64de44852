package dev.millrace.ingestion.domain.source;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of a producer's own topic.
 *
 * @param original its bytes, and where it stands
 * @param timestamp Kafka's, of the producer or of the broker
 */
public record SourceRecord(FailedRecord original, Instant timestamp) {

  /**
   * The record that a letter was written of. Its timestamp is not in the letter: the time when it
   * was set aside stands for it.
   *
   * @return nothing where the letter holds no copy, or one that is still sealed
   */
  public static Optional<SourceRecord> of(DeadLetter letter) {
    Optional<byte[]> value = bytes(letter.getValue());
    if (value.isEmpty() || letter.getSealedWith() != null) {
      return Optional.empty();
    }
    RecordOrigin origin =
        new RecordOrigin(letter.getTopic(), letter.getPartition(), letter.getOffset());
    return Optional.of(
        new SourceRecord(
            new FailedRecord(origin, bytes(letter.getKey()), value, letter.getHeaders()),
            letter.getFailedAt()));
  }

  /** Headers with a value, by their names in lower case; of equal names the last. */
  Map<String, byte[]> headers() {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    for (RecordHeader header : original.headers()) {
      bytes(header.getValue())
          .ifPresent(value -> headers.put(header.getName().toLowerCase(Locale.ROOT), value));
    }
    return headers;
  }

  private static Optional<byte[]> bytes(@Nullable ByteBuffer buffer) {
    return Optional.ofNullable(buffer)
        .map(
            found -> {
              byte[] bytes = new byte[found.remaining()];
              found.duplicate().get(bytes);
              return bytes;
            });
  }
}
