package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import java.util.Map;

/**
 * Tells what became of the parts of a body.
 *
 * <p><i>Shape</i>: {@code
 * {"accepted":[{"eventId","requestId"}],"rejected":[{"index","status","code", "detail"}]}}, with
 * {@code line} in what was rejected of NDJSON. The index counts from 0, the line from 1.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class Receipt {

  private final ArrayNode accepted = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode rejected = JsonNodeFactory.instance.arrayNode();

  /** A part was taken; without an event id where only the request is known. */
  void accept(Map<String, String> ids) {
    ObjectNode part = accepted.addObject();
    ids.forEach(part::put);
  }

  /** A part was turned away. */
  void reject(int index, Problem problem) {
    ObjectNode part =
        rejected
            .addObject()
            .put("index", index)
            .put("status", problem.status())
            .put("code", problem.code())
            .put("detail", problem.detail());
    problem.extensions().forEach(part::putPOJO);
  }

  boolean isEmpty() {
    return accepted.isEmpty();
  }

  /** The parts are written down. */
  HttpReply taken() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("accepted", accepted);
    body.set("rejected", rejected);
    return HttpReply.of(202, EventBodies.JSON, body.toString().getBytes(UTF_8));
  }

  /** Not one part was good. */
  HttpReply refused() {
    return new Problem(
            400,
            "NONE_ACCEPTED",
            "no part of the body was let in: rejected tells why",
            Map.of("accepted", accepted, "rejected", rejected))
        .reply();
  }
}
