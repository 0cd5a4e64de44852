package dev.millrace.schemas.spec;

import dev.millrace.record.PiiAction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which places of an event {@code governance.pii} takes out. Of two rules that reach as deep, the
 * one counts that names what the other leaves open, from the outside in; within what is dropped
 * there are no exceptions.
 *
 * @param pii the rules by path
 */
record DropRules(Map<String, PiiAction> pii) {

  /** The rule that takes a place out, itself or with all that it is in. */
  Optional<String> dropping(List<String> place) {
    for (int depth = 1; depth <= place.size(); depth++) {
      Optional<String> rule = deciding(place.subList(0, depth));
      if (rule.isPresent() && pii.get(rule.get()) == PiiAction.DROP) {
        return rule;
      }
    }
    return Optional.empty();
  }

  private Optional<String> deciding(List<String> place) {
    return pii.keySet().stream()
        .filter(path -> isOf(Pointers.names(path), place))
        .min(Comparator.comparing(DropRules::openness));
  }

  private static boolean isOf(List<String> path, List<String> place) {
    if (path.size() != place.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!path.get(i).equals(Pointers.ANY) && !path.get(i).equals(place.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Sorts names before stars, the outermost first. */
  private static String openness(String path) {
    StringBuilder order = new StringBuilder();
    Pointers.names(path).forEach(name -> order.append(name.equals(Pointers.ANY) ? '1' : '0'));
    return order.toString();
  }
}
