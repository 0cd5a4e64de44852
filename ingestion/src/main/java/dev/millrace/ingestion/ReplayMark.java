package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.RawEvent;
import dev.millrace.schemas.LetterId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** What the header says that a replayed dead letter carries. */
final class ReplayMark {

  /** A topic's name, a pipeline's name and two numbers are shorter. */
  private static final int MAX_BYTES = 512;

  private ReplayMark() {}

  /** Id of the dead letter that the record is a replay of; nothing where it is none. */
  static Optional<String> of(Headers headers) {
    Header header = headers.lastHeader(LetterId.REPLAY_OF);
    if (header == null || header.value() == null || header.value().length > MAX_BYTES) {
      return Optional.empty();
    }
    return Optional.of(new String(header.value(), UTF_8))
        .filter(id -> LetterId.origin(id).isPresent());
  }

  /**
   * When an answer was last asked for: a replay asks anew, and what was set aside last week is not
   * too late.
   */
  static Instant askedAt(Record<?, ?> record, RawEvent event) {
    Instant receivedAt = event.getReceivedAt();
    if (of(record.headers()).isEmpty()) {
      return receivedAt;
    }
    Instant replayedAt = Instant.ofEpochMilli(record.timestamp());
    return replayedAt.isAfter(receivedAt) ? replayedAt : receivedAt;
  }
}
