package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import java.util.List;
import java.util.Optional;

/** Takes personal data out of events: what it returns may leave ingestion. */
@FunctionalInterface
public interface EventPrivacy {

  /**
   * The event as its pipeline's rules let it go on; the same for the same event in any replay.
   * Nothing where its tenant was erased, so that no key is left to govern it with.
   *
   * @param raw whose tenant and time of receipt choose the keys
   * @param event its payload, rows of reference data joined
   */
  Optional<JsonValue> governed(PipelineSpec spec, RawEvent raw, JsonValue event);

  /**
   * The letter as it may leave ingestion. Where the pipeline has rules for personal data the record
   * that could not go on must not be readable in it; without a way to seal it, it is left out.
   *
   * @param letter with the record in clear
   */
  default DeadLetter sealed(PipelineSpec spec, RawEvent raw, DeadLetter letter) {
    return spec.getGovernance().getPii().isEmpty() ? letter : withoutContent(letter);
  }

  /** The letter with nothing of its record but where it stood. */
  static DeadLetter withoutContent(DeadLetter letter) {
    return DeadLetter.newBuilder(letter).setKey(null).setValue(null).setHeaders(List.of()).build();
  }
}
