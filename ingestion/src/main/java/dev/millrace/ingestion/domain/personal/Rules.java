package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.record.PiiAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules that hold at one place of an event and below it, as a tree of names. */
final class Rules {

  /** Stands for every item of an array and every member of an object. */
  private static final String ANY = "*";

  private final Map<String, Rules> named = new HashMap<>();
  private @Nullable Rules any;
  private @Nullable PiiAction action;

  /** The tree of a pipeline's rules. */
  static Rules of(Map<String, PiiAction> byPath) {
    Rules root = new Rules();
    byPath.forEach(
        (path, action) -> {
          Rules at = root;
          for (String name : JsonPointer.parse(path).names()) {
            at = at.grown(name);
          }
          at.action = action;
        });
    return root;
  }

  /** What is to be done at exactly this place. */
  Optional<PiiAction> action() {
    return Optional.ofNullable(action);
  }

  /** Whether there are rules for something inside of any of these places. */
  static boolean reachDeeper(List<Rules> rules) {
    for (Rules one : rules) {
      if (one.any != null || !one.named.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The rules for a member under several sets of rules, in the order in which they win: those that
   * name it before those that mean any.
   */
  static List<Rules> at(String name, List<Rules> rules) {
    // Most members have none: what is made for each of them is made for nothing.
    List<Rules> inside = List.of();
    for (Rules one : rules) {
      inside = with(one.named.get(name), inside);
      inside = with(one.any, inside);
    }
    return inside;
  }

  private static List<Rules> with(@Nullable Rules more, List<Rules> rules) {
    if (more == null) {
      return rules;
    }
    if (rules.isEmpty()) {
      return List.of(more);
    }
    List<Rules> both = new ArrayList<>(rules);
    both.add(more);
    return both;
  }

  private Rules grown(String name) {
    if (!name.equals(ANY)) {
      return named.computeIfAbsent(name, absent -> new Rules());
    }
    Rules rules = any == null ? new Rules() : any;
    any = rules;
    return rules;
  }
}
