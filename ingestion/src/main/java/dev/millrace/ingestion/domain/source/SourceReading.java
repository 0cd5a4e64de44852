package dev.millrace.ingestion.domain.source;

import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Cause;
import java.util.Optional;

/** What becomes of a record of a producer's own topic. */
public sealed interface SourceReading {

  /**
   * It goes to raw-events.
   *
   * @param key ordering key
   */
  record Event(String key, RawEvent event) implements SourceReading {}

  /**
   * It cannot, and is set aside with its bytes.
   *
   * @param detail what is wrong and what to do, without content
   * @param tenant as far as it is known
   */
  record Unusable(Cause cause, String detail, Optional<String> tenant) implements SourceReading {}
}
