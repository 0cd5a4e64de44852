package dev.millrace.schemas.spec;

import dev.millrace.record.Governance;
import dev.millrace.record.PiiAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code governance}: what is let in, and what is taken out. */
final class GovernanceSection {

  /** Leaves room for the envelope in a Kafka record of 1 MiB, the brokers' default limit. */
  private static final int LARGEST_PAYLOAD = 1_000_000;

  /** Raw events are kept for a week: an id remembered longer would outlive what it guards. */
  private static final Duration LONGEST_MEMORY = Duration.ofDays(7);

  private static final Field<Map<String, PiiAction>> PII =
      Field.byDefault(
          "pii",
          Kinds.byPath(Kinds.oneOf(PiiAction.class)),
          "{}",
          "What becomes of fields that hold personal data before they leave ingestion, rows of"
              + " reference tables included. `redact`: what is recognised inside of texts gives"
              + " way to its kind. `mask`: all but the last 4 characters of a long value is"
              + " hidden. `hash`: a keyed hash. `tokenise`: encrypted, so that who has the key can"
              + " get it back. `drop`: taken out. A `*` stands for every item of a list or member"
              + " of an object; a rule holds for all that is inside, unless a deeper one says"
              + " otherwise. See [personal data](personal-data.md).");
  private static final Field<Integer> MAX_BYTES =
      Field.byDefault(
          "maxBytes",
          Quantities.integer(1, LARGEST_PAYLOAD),
          "65536",
          "Largest payload let in, in bytes; a larger one becomes a dead letter.");
  private static final Field<Long> DEDUPE =
      Field.byDefault(
          "dedupe",
          Quantities.millis(Duration.ofSeconds(1), LONGEST_MEMORY),
          "24h",
          "How long an event's id is remembered: within it, a second event of the same tenant and"
              + " id is a repetition and has no effect. Events of one id need the same ordering"
              + " key.");

  static final List<Field<?>> FIELDS = List.of(PII, MAX_BYTES, DEDUPE);

  private GovernanceSection() {}

  static @Nullable Governance read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Map<String, PiiAction> pii = section.read(PII);
    Integer maxBytes = section.read(MAX_BYTES);
    Long dedupeMillis = section.read(DEDUPE);
    return section.isSound() ? new Governance(pii, maxBytes, dedupeMillis) : null;
  }
}
