package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpReply;
import java.util.concurrent.CompletionStage;

/**
 * Shows whose key it is, and what it may: {@code GET /v1/key}. So a client knows what it need not
 * ask for.
 */
final class KeyEndpoint {

  private KeyEndpoint() {}

  static CompletionStage<HttpReply> answer(Caller caller) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("tenant", caller.tenant())
            .put("id", caller.keyId());
    ArrayNode roles = answer.putArray("roles");
    caller.roles().stream().sorted().forEach(role -> roles.add(role.name()));
    return HttpReply.of(200, EventBodies.JSON, answer.toString().getBytes(UTF_8)).done();
  }
}
