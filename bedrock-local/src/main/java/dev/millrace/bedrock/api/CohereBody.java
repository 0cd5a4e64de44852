package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;

/** Cohere: Command completes a prompt, Command R answers a message. */
record CohereBody() implements NativeBody {

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    return NativeBody.completion(
        modelId,
        body,
        isChat(modelId) ? "message" : "prompt",
        new ChatPrompt.Bounds(
            limit.of(body.path("max_tokens"), "max_tokens"),
            ConverseProtocol.sequences(body.path("stop_sequences"), "stop_sequences")));
  }

  @Override
  public ObjectNode reply(Answered answered) {
    return isChat(answered.prompt().modelId()) ? chat(answered) : generation(answered);
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    boolean chat = isChat(answered.prompt().modelId());
    List<ObjectNode> chunks = new ArrayList<>();
    for (String text : EventStream.pieces(answered.answer().text())) {
      ObjectNode piece = JSON.objectNode().put("is_finished", false).put("text", text);
      chunks.add(chat ? piece.put("event_type", "text-generation") : piece);
    }
    ObjectNode end =
        JSON.objectNode().put("is_finished", true).put("finish_reason", reason(answered));
    if (chat) {
      end.put("event_type", "stream-end").set("response", chat(answered));
    }
    chunks.add(end);
    return chunks;
  }

  private static boolean isChat(String modelId) {
    return modelId.contains("cohere.command-r");
  }

  private static ObjectNode chat(Answered answered) {
    ObjectNode reply =
        JSON.objectNode()
            .put("response_id", answered.id())
            .put("text", answered.answer().text())
            .put("generation_id", answered.id());
    ArrayNode history = reply.putArray("chat_history");
    history.addObject().put("role", "USER").put("message", answered.prompt().question());
    history.addObject().put("role", "CHATBOT").put("message", answered.answer().text());
    return reply.put("finish_reason", reason(answered));
  }

  private static ObjectNode generation(Answered answered) {
    ObjectNode reply = JSON.objectNode().put("id", answered.id());
    reply
        .putArray("generations")
        .addObject()
        .put("id", answered.id())
        .put("text", answered.answer().text())
        .put("finish_reason", reason(answered));
    return reply.put("prompt", answered.prompt().question());
  }

  private static String reason(Answered answered) {
    return NativeBody.reason(answered, "MAX_TOKENS", "COMPLETE");
  }
}
