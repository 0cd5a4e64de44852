package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.Map;

/** The gateway's problems: causes of the catalogue with the HTTP status that fits. */
final class Problems {

  /** What is not here is 400. */
  private static final Map<Cause, Integer> STATUS =
      Map.of(
          Cause.UNKNOWN_PIPELINE, 404,
          Cause.TOO_LARGE, 413,
          Cause.UNSUPPORTED_CONTENT_TYPE, 415,
          Cause.RATE_LIMITED, 429,
          Cause.UNAVAILABLE, 503);

  private Problems() {}

  static Problem of(Cause cause, String detail) {
    return new Problem(STATUS.getOrDefault(cause, 400), cause.name(), detail);
  }

  static Problem inLine(int line, Problem problem) {
    return new Problem(problem.status(), problem.code(), problem.detail(), Map.of("line", line));
  }

  static Problem unknownPipeline() {
    return of(Cause.UNKNOWN_PIPELINE, "no pipeline of this name is applied: apply its spec first");
  }

  /** 503 of whoever has not read all older windows yet. */
  static HttpReply stillReading() {
    return of(
            Cause.UNAVAILABLE,
            "the gateway still reads older windows and cannot tell yet: ask again")
        .reply()
        .with("Retry-After", "2");
  }
}
