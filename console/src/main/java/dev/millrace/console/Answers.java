package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;

/** Replies that several endpoints give. */
final class Answers {

  private Answers() {}

  static HttpReply ok(JsonNode json) {
    return HttpReply.of(200, "application/json", json.toString().getBytes(UTF_8))
        .with("Cache-Control", "no-store");
  }

  static HttpReply invalid(String detail) {
    return new Problem(400, Cause.INVALID_FIELD.name(), detail).reply();
  }

  static HttpReply unavailable(String detail) {
    return new Problem(503, Cause.UNAVAILABLE.name(), detail).reply().with("Retry-After", "2");
  }

  static HttpReply stillReading() {
    return unavailable("the gateway still reads older records and cannot tell yet: ask again");
  }
}
