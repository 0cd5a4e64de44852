package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Problem;
import dev.millrace.record.Role;
import dev.millrace.schemas.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The query parameters that a route knows; each may be given once. Others are refused: a name with
 * a typing error would otherwise have no effect, and nobody would notice.
 *
 * @param roles what a key needs for a parameter, besides what it needs for the route
 */
public record Query(List<String> names, Map<String, Role> roles) {

  /** None at all. */
  public static final Query NONE = of();

  /** What can be told back: anything else may be content that was sent at the wrong place. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  public Query {
    names = List.copyOf(names);
    roles = Map.copyOf(roles);
    if (!names.containsAll(roles.keySet())) {
      throw new IllegalArgumentException("a role is needed for a parameter that is not known");
    }
  }

  /** Some that any key may use. */
  public static Query of(String... names) {
    return new Query(List.of(names), Map.of());
  }

  /** The same where one parameter is only for keys with a role. */
  Query needing(Role role, String name) {
    Map<String, Role> all = new HashMap<>(roles);
    all.put(name, role);
    return new Query(names, all);
  }

  /** What is wrong with the parameters of a call. */
  Optional<Problem> objection(Map<String, List<String>> given) {
    return given.entrySet().stream()
        .flatMap(one -> objection(one.getKey(), one.getValue().size()).stream())
        .findFirst()
        .map(detail -> Problems.of(Cause.INVALID_FIELD, detail));
  }

  /** A refusal where a parameter of a call is not for keys with only these roles. */
  Optional<Problem> refusal(Map<String, List<String>> given, Set<Role> held) {
    return roles.entrySet().stream()
        .filter(one -> given.containsKey(one.getKey()) && !held.contains(one.getValue()))
        .findFirst()
        .map(
            one ->
                new Problem(
                    403,
                    "FORBIDDEN",
                    "the API key does not have the role "
                        + one.getValue()
                        + ", which the query parameter "
                        + one.getKey()
                        + " needs: use one that has, or leave "
                        + one.getKey()
                        + " out"));
  }

  private Optional<String> objection(String name, int times) {
    if (!names.contains(name)) {
      return Optional.of(
          (NAME.matcher(name).matches() ? "the query parameter " + name : "a query parameter")
              + " is unknown here: "
              + (names.isEmpty() ? "leave it out" : "known are " + String.join(", ", names)));
    }
    return times > 1
        ? Optional.of("the query parameter " + name + " is given " + times + " times: give it once")
        : Optional.empty();
  }
}
