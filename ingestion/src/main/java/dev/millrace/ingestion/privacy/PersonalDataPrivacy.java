package dev.millrace.ingestion.privacy;

import dev.millrace.ingestion.domain.EventPrivacy;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.personal.PersonalData;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PiiAction;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Does with personal data what the specs say, with the keys in force when the event was received:
 * so a replay gives the same bytes, though the keys were changed meanwhile.
 *
 * <p><i>Threads</i>: may be shared.
 */
public final class PersonalDataPrivacy implements EventPrivacy {

  private final Supplier<Keyring> keys;

  /** By pipeline, as its spec was when it was last seen. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Map<String, PiiAction> rules, PersonalData data) {

    @SuppressWarnings("ReferenceEquality") // a spec that was not replaced has the very same map
    boolean isOf(PipelineSpec spec) {
      return rules == spec.getGovernance().getPii();
    }
  }

  /**
   * Governs events.
   *
   * @param keys is asked at every event that has personal data
   */
  public PersonalDataPrivacy(Supplier<Keyring> keys) {
    this.keys = keys;
  }

  @Override
  public Optional<JsonValue> governed(PipelineSpec spec, RawEvent raw, JsonValue event) {
    if (spec.getGovernance().getPii().isEmpty()) {
      return Optional.of(event);
    }
    PersonalDataKey key = key(raw);
    return key.of(raw.getTenant())
        .map(own -> rules(spec).governed(event, new TenantPseudonyms(key.id(), own)));
  }

  @Override
  public DeadLetter sealed(PipelineSpec spec, RawEvent raw, DeadLetter letter) {
    return spec.getGovernance().getPii().isEmpty()
        ? letter
        : SealedLetters.sealed(letter, key(raw));
  }

  /**
   * The letter of a record that became no event, sealed with the key in force when it was set
   * aside.
   */
  public DeadLetter sealed(PipelineSpec spec, DeadLetter letter) {
    return spec.getGovernance().getPii().isEmpty()
        ? letter
        : SealedLetters.sealed(letter, keys.get().inForce(letter.getFailedAt()));
  }

  private PersonalDataKey key(RawEvent raw) {
    return keys.get().inForce(raw.getReceivedAt());
  }

  private PersonalData rules(PipelineSpec spec) {
    Known last = known.get(spec.getPipeline());
    if (last == null || !last.isOf(spec)) {
      Map<String, PiiAction> rules = spec.getGovernance().getPii();
      last = new Known(rules, PersonalData.of(rules));
      known.put(spec.getPipeline(), last);
    }
    return last.data();
  }
}
