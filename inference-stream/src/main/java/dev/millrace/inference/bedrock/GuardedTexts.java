package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;

/**
 * Holds texts against guardrails, for models whose calls do not do it themselves.
 *
 * <p><i>Source</i>: Amazon Bedrock API Reference, "ApplyGuardrail".
 */
final class GuardedTexts {

  private GuardedTexts() {}

  /** What the guardrail is given. */
  static ObjectNode body(List<String> texts) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("source", "INPUT");
    ArrayNode content = body.putArray("content");
    texts.forEach(text -> content.addObject().putObject("text").put("text", text));
    return body;
  }

  /**
   * Why texts may not be given to a model; absent where they may. What is neither of the two
   * actions that are known lets nothing pass.
   */
  static Optional<CallResult> objection(JsonNode reply, Optional<String> requestId) {
    return reply.path("action").asText().equals("NONE")
        ? Optional.empty()
        : Optional.of(
            new Failed(
                Cause.GUARDRAIL,
                "the guardrail stopped the input, and no model was asked",
                requestId));
  }
}
