package dev.millrace.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which endpoint answers which method and path.
 *
 * <p><i>Shape</i>: a template is {@code /a/{b}/c}. Paths are matched segment by segment as they are
 * on the wire and decoded after, so a segment may hold an encoded slash. A last segment {@code
 * {d*}} is the whole rest of a path, at least one segment. The first route that fits answers.
 *
 * <p><i>Threads</i>: filled before the server starts, then only read.
 */
public final class Routes {

  /** Ends the name of a parameter that is the rest of the path. */
  private static final String REST = "*}";

  private record Route(String method, List<String> template, Way way) {

    Optional<Map<String, String>> match(List<String> segments) {
      int last = template.size() - 1;
      boolean takesRest = template.get(last).endsWith(REST);
      if (takesRest ? segments.size() <= last : segments.size() != template.size()) {
        return Optional.empty();
      }
      Map<String, String> parameters = new HashMap<>();
      if (takesRest) {
        String rest = String.join("/", segments.subList(last, segments.size()));
        parameters.put(template.get(last).substring(1).replace(REST, ""), decode(rest));
      }
      for (int i = 0; i < (takesRest ? last : template.size()); i++) {
        String wanted = template.get(i);
        String got = decode(segments.get(i));
        if (wanted.startsWith("{")) {
          parameters.put(wanted.substring(1, wanted.length() - 1), got);
        } else if (!wanted.equals(got)) {
          return Optional.empty();
        }
      }
      return Optional.of(parameters);
    }
  }

  /** What stands behind a route. */
  sealed interface Way {

    /** Anybody may pass. */
    record Open(Endpoint endpoint) implements Way {}

    /** Whoever the gate lets in. */
    record Gated(Gate gate) implements Way {}

    /** There is none. */
    record Missing(HttpReply reply) implements Way {}
  }

  /**
   * Where a call goes.
   *
   * @param parameters decoded path segments by their names in the route
   */
  record Found(Way way, Map<String, String> parameters) {}

  private final List<Route> routes = new ArrayList<>();
  private Function<Problem, HttpReply> errors = Problem::reply;

  /** Adds a route that is open to anybody. */
  public Routes on(String method, String template, Endpoint endpoint) {
    routes.add(new Route(method, segments(template), new Way.Open(endpoint)));
    return this;
  }

  /** Adds a route with a gate before it. */
  public Routes gated(String method, String template, Gate gate) {
    routes.add(new Route(method, segments(template), new Way.Gated(gate)));
    return this;
  }

  /** Changes how the server's own errors (404, 405, 408, 413, 414, 431, 500, 503) look. */
  public Routes errorsAs(Function<Problem, HttpReply> rendering) {
    errors = rendering;
    return this;
  }

  /** Finds the way of a call. */
  Found find(String method, String path) {
    List<String> segments = segments(path);
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.match(segments);
      if (parameters.isPresent()) {
        if (route.method().equals(method)) {
          return new Found(route.way(), parameters.get());
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      return missing(error(new Problem(404, "NOT_FOUND", "there is nothing at this path")));
    }
    String methods = String.join(", ", allowed);
    return missing(
        error(new Problem(405, "METHOD_NOT_ALLOWED", "this path takes " + methods))
            .with("Allow", methods));
  }

  private static Found missing(HttpReply reply) {
    return new Found(new Way.Missing(reply), Map.of());
  }

  HttpReply error(Problem problem) {
    return errors.apply(problem);
  }

  private static List<String> segments(String path) {
    return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
  }

  /** Decodes %XX; a plus sign stays one. What is not percent-encoded UTF-8 was refused before. */
  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
  }
}
