package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Members;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.PiiAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline's rules for personal data.
 *
 * <p>A rule names a place by a path in which {@code *} is any item of an array or member of an
 * object. It holds for the place and all that is inside, but where a deeper rule says otherwise; of
 * two rules that reach as deep, the one that names what the other leaves open, from the outside in.
 * Only {@link PiiAction#DROP} knows no exceptions inside. Names of members are never changed.
 *
 * <p><i>Threads</i>: may be shared.
 */
public final class PersonalData {

  private final List<Rules> rules;

  private PersonalData(Rules rules) {
    this.rules = List.of(rules);
  }

  /** The rules of a spec. */
  public static PersonalData of(Map<String, PiiAction> byPath) {
    return new PersonalData(Rules.of(byPath));
  }

  /**
   * The event as it may leave ingestion: the same instance where no rule touches it; otherwise a
   * new one whose bytes hold nothing of what was replaced. Pseudonyms are asked for when somebody
   * reads them, if anybody does; until then it holds in memory what they stand for, so it is to be
   * kept no longer than the event.
   */
  public JsonValue governed(JsonValue event, Pseudonyms pseudonyms) {
    Optional<PiiAction> action = rules.get(0).action();
    return isDropped(action)
        ? JsonValue.Nothing.of()
        : governed(event, rules, new Replacement(action, pseudonyms));
  }

  private static JsonValue governed(JsonValue value, List<Rules> rules, Replacement replacement) {
    if (!replacement.replaces() && !Rules.reachDeeper(rules)) {
      return value;
    }
    if (value instanceof JsonValue.Fields object) {
      return fields(object, rules, replacement);
    }
    if (value instanceof JsonValue.Items array) {
      return items(array, rules, replacement);
    }
    if (value instanceof JsonValue.Unopened closed) {
      return governed(opened(closed), rules, replacement);
    }
    return replacement.of(value);
  }

  private static JsonValue fields(
      JsonValue.Fields object, List<Rules> rules, Replacement replacement) {
    Members from = object.members();
    Members.Builder members = new Members.Builder(from.size());
    boolean changed = false;
    for (int i = 0; i < from.size(); i++) {
      String name = from.name(i);
      JsonValue value = from.value(i);
      List<Rules> inside = Rules.at(name, rules);
      if (inside.isEmpty() && !replacement.replaces()) {
        members.add(name, value);
        continue;
      }
      Optional<PiiAction> action = action(inside);
      JsonValue governed =
          isDropped(action) ? null : governed(value, inside, replacement.or(action));
      changed |= governed != value;
      if (governed != null) {
        members.add(name, governed);
      }
    }
    return changed ? JsonValue.Fields.of(members.build()) : object;
  }

  private static JsonValue items(
      JsonValue.Items array, List<Rules> rules, Replacement replacement) {
    List<JsonValue> items = new ArrayList<>(array.items().size());
    boolean changed = false;
    for (int i = 0; i < array.items().size(); i++) {
      List<Rules> inside = Rules.at(String.valueOf(i), rules);
      Optional<PiiAction> action = action(inside);
      JsonValue value = array.items().get(i);
      JsonValue governed =
          isDropped(action) ? null : governed(value, inside, replacement.or(action));
      changed |= governed != value;
      if (governed != null) {
        items.add(governed);
      }
    }
    return changed ? JsonValue.Items.of(items) : array;
  }

  private static Optional<PiiAction> action(List<Rules> rules) {
    for (Rules one : rules) {
      if (one.action().isPresent()) {
        return one.action();
      }
    }
    return Optional.empty();
  }

  private static boolean isDropped(Optional<PiiAction> action) {
    return action.isPresent() && action.get() == PiiAction.DROP;
  }

  /** It was checked when the event was read. */
  private static JsonValue opened(JsonValue.Unopened closed) {
    if (StrictJson.read(closed.slice(), StrictJson.MAX_DEPTH)
        instanceof StrictJson.Result.Valid valid) {
      return valid.value();
    }
    throw new AssertionError("a part of an event that was read is not JSON");
  }
}
