package dev.millrace.schemas.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody has to be allowed on one resource, or on all whose names begin alike.
 *
 * @param kind what it is about
 * @param name absent for the cluster, which policies name by itself
 * @param actions all of that kind; what they require on the same resource is among them
 * @param why for a person who reviews it
 */
public record Need(
    ResourceKind kind, Optional<ResourceName> name, Set<Action> actions, String why) {

  public Need {
    actions = Set.copyOf(actions);
    if (actions.isEmpty() || why.isBlank()) {
      throw new IllegalArgumentException("a need has actions and a reason");
    }
    if (name.isPresent() == (kind == ResourceKind.CLUSTER)) {
      throw new IllegalArgumentException(
          "all but the cluster have a name, got " + kind + " " + name);
    }
    for (Action action : actions) {
      if (action.kind() != kind) {
        throw new IllegalArgumentException(action + " is no action on a " + kind.word());
      }
      for (Action required : action.required()) {
        if (required.kind() == kind
            && kind != ResourceKind.CLUSTER
            && !actions.contains(required)) {
          throw new IllegalArgumentException(action + " requires " + required + " on " + name);
        }
      }
    }
  }

  /** The actions in the order of {@link Action}. */
  public Set<Action> orderedActions() {
    return EnumSet.copyOf(actions);
  }

  /** Both of one resource as one. */
  Need and(Need other) {
    Set<Action> all = orderedActions();
    all.addAll(other.actions);
    String reasons =
        Stream.of(why.split("; "), other.why.split("; "))
            .flatMap(Stream::of)
            .distinct()
            .collect(Collectors.joining("; "));
    return new Need(kind, name, all, reasons);
  }
}
