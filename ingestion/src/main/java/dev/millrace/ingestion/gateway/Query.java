package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The query parameters that a route knows; each may be given once. Others are refused: a name with
 * a typing error would otherwise have no effect, and nobody would notice.
 */
record Query(List<String> names) {

  static final Query NONE = new Query(List.of());

  /** What can be told back: anything else may be content that was sent at the wrong place. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  Query {
    names = List.copyOf(names);
  }

  static Query of(String... names) {
    return new Query(List.of(names));
  }

  /** What is wrong with the parameters of a call. */
  Optional<Problem> objection(Map<String, List<String>> given) {
    return given.entrySet().stream()
        .flatMap(one -> objection(one.getKey(), one.getValue().size()).stream())
        .findFirst()
        .map(detail -> Problems.of(Cause.INVALID_FIELD, detail));
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
