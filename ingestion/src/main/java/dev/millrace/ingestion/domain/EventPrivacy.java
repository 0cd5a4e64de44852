package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;

/** Takes personal data out of events: what it returns may leave ingestion. */
@FunctionalInterface
public interface EventPrivacy {

  /**
   * The event as its pipeline's rules let it go on; the same for the same event in any replay.
   *
   * @param raw whose tenant and time of receipt choose the keys
   * @param event its payload, rows of reference data joined
   */
  JsonValue governed(PipelineSpec spec, RawEvent raw, JsonValue event);
}
