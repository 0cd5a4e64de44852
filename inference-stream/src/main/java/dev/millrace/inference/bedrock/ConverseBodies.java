package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import java.util.Map;

/**
 * The bodies of Converse: of calls, and of records of batch jobs.
 *
 * <p><i>Source</i>: Amazon Bedrock API Reference, "Converse".
 */
final class ConverseBodies {

  /** Why a model stopped, where its reply does not say. */
  static final String END = "end_turn";

  private ConverseBodies() {}

  /** What the model is sent. */
  static ObjectNode of(ModelCall call, ModelInput.Chat chat, Map<String, String> metadata) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    chat.system().ifPresent(system -> body.putArray("system").addObject().put("text", system));
    ArrayNode messages = body.putArray("messages");
    add(messages, "user", chat.user());
    chat.correction()
        .ifPresent(
            correction -> {
              add(messages, "assistant", correction.answer());
              add(messages, "user", correction.objection());
            });
    ObjectNode inference = body.putObject("inferenceConfig").put("maxTokens", chat.maxTokens());
    chat.temperature().ifPresent(temperature -> inference.put("temperature", (float) temperature));
    call.guardrail()
        .ifPresent(
            guardrail ->
                body.putObject("guardrailConfig")
                    .put("guardrailIdentifier", guardrail.id())
                    .put("guardrailVersion", guardrail.version()));
    ObjectNode requestMetadata = body.putObject("requestMetadata");
    metadata.forEach(requestMetadata::put);
    return body;
  }

  /** What the model said. Blocks of other kinds than text are left out. */
  static Content.Text content(JsonNode reply) {
    JsonNode blocks = reply.path("output").path("message").path("content");
    StringBuilder text = new StringBuilder();
    blocks.forEach(block -> text.append(block.path("text").asText("")));
    return new Content.Text(text.toString());
  }

  /** Why it stopped, in the endpoint's words. */
  static String stopReason(JsonNode reply) {
    return reply.path("stopReason").asText(END);
  }

  private static void add(ArrayNode messages, String role, String text) {
    messages.addObject().put("role", role).putArray("content").addObject().put("text", text);
  }
}
