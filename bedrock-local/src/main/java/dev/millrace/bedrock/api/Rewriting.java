package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Effect;
import java.util.List;
import java.util.Optional;

/**
 * Changes what a reply says, by the names that the members have in Converse and in the families.
 */
final class Rewriting {

  private static final List<String> STOP_REASONS =
      List.of("stopReason", "stop_reason", "finish_reason", "completionReason");

  private static final List<String> USAGES =
      List.of(
          "usage",
          "amazon-bedrock-invocationMetrics",
          "prompt_token_count",
          "generation_token_count",
          "inputTextTokenCount",
          "totalOutputTextTokenCount",
          "tokenCount");

  private Rewriting() {}

  /** The same object, changed where the fault is of that kind. */
  static ObjectNode apply(ObjectNode body, Optional<Effect> fault) {
    if (fault.isPresent() && fault.get() instanceof Effect.OtherStopReason other) {
      stop(body, other.word());
    }
    if (hidesUsage(fault)) {
      hideUsage(body);
    }
    return body;
  }

  static boolean hidesUsage(Optional<Effect> fault) {
    return fault.isPresent() && fault.get() instanceof Effect.MissingUsage;
  }

  private static void stop(JsonNode node, String word) {
    if (node instanceof ObjectNode object) {
      for (String name : STOP_REASONS) {
        if (object.path(name).isTextual()) {
          object.put(name, word);
        }
      }
    }
    node.forEach(member -> stop(member, word));
  }

  private static void hideUsage(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(USAGES);
    }
    node.forEach(Rewriting::hideUsage);
  }
}
