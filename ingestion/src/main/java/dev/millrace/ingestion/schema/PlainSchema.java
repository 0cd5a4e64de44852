package dev.millrace.ingestion.schema;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Members;
import dev.millrace.schemas.event.EventValidator;
import java.util.List;
import java.util.Map;

/**
 * A schema of the most usual keywords, held against an event as it was read. It knows events that
 * fit; whether others do is the library's to say.
 *
 * <p><i>Shape</i>: an event that fits here fits for the library. What might be judged differently
 * (large numbers, long texts for patterns, too much depth) is left to the library, and so are whole
 * schemas with other keywords: {@link PlainSchemaReader} makes nothing of them.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * @param rules what is asked of a value besides its parts
 * @param named members that are declared
 * @param required how many of them have to be there
 * @param others all other members
 * @param items items of an array
 */
record PlainSchema(
    List<PlainRule> rules, Map<String, Member> named, int required, Parts others, Parts items) {

  /** Larger events are the library's, which bounds what patterns may cost. */
  static final int MAX_BYTES = 256 * 1024;

  /** Nothing is asked. */
  static final PlainSchema ANY =
      new PlainSchema(List.of(), Map.of(), 0, new Parts.Anything(), new Parts.Anything());

  /** A member that is declared. */
  record Member(Parts value, boolean isRequired) {}

  /** What members or items may be. */
  sealed interface Parts {

    /** As a schema says. */
    record Such(PlainSchema schema) implements Parts {}

    /** Whatever they are. */
    record Anything() implements Parts {}

    /** They may not be. */
    record None() implements Parts {}
  }

  PlainSchema {
    rules = List.copyOf(rules);
    named = Map.copyOf(named);
  }

  /** Whether an event is known to fit. */
  boolean isFitting(JsonValue event) {
    return event.slice().length() <= MAX_BYTES && fits(event, 0);
  }

  private boolean fits(JsonValue value, int depth) {
    for (int i = 0; i < rules.size(); i++) {
      if (!rules.get(i).holds(value)) {
        return false;
      }
    }
    if (value instanceof JsonValue.Fields object) {
      return depth < EventValidator.MAX_DEPTH && fits(object.members(), depth + 1);
    }
    if (value instanceof JsonValue.Items array) {
      return depth < EventValidator.MAX_DEPTH && fits(array.items(), depth + 1);
    }
    return value instanceof JsonValue.Text
        || value instanceof JsonValue.Truth
        || value instanceof JsonValue.Nothing
        || (value instanceof JsonValue.Numeric number && PlainNumber.isOne(number));
  }

  private boolean fits(Members members, int depth) {
    int missing = required;
    for (int i = 0; i < members.size(); i++) {
      Member member = named.get(members.name(i));
      if (!fits(members.value(i), member == null ? others : member.value(), depth)) {
        return false;
      }
      if (member != null && member.isRequired()) {
        missing--;
      }
    }
    return missing == 0;
  }

  private boolean fits(List<JsonValue> values, int depth) {
    for (int i = 0; i < values.size(); i++) {
      if (!fits(values.get(i), items, depth)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(JsonValue value, Parts parts, int depth) {
    if (parts instanceof Parts.Such such) {
      return such.schema().fits(value, depth);
    }
    return parts instanceof Parts.Anything && ANY.fits(value, depth);
  }
}
