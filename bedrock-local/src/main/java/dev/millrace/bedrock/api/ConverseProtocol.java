package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shapes of Converse.
 *
 * <p><i>Source</i>: Amazon Bedrock API reference, Converse.
 */
final class ConverseProtocol {

  /** What Bedrock's models write at most where nobody says how much. */
  static final int DEFAULT_MAX_TOKENS = 4096;

  private static final int MAX_METADATA = 16;

  private ConverseProtocol() {}

  static ChatPrompt prompt(String modelId, JsonNode body) {
    List<ChatPrompt.Turn> turns = new ArrayList<>();
    JsonNode messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw AwsError.validation(
          "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must not be empty");
    }
    for (int i = 0; i < messages.size(); i++) {
      turns.add(turn(messages.get(i), i));
    }
    if (!turns.get(0).role().equals("user")) {
      throw AwsError.validation(
          "A conversation must start with a user message. Try again with a conversation that starts with a user message.");
    }
    StringBuilder system = new StringBuilder();
    body.path("system").forEach(block -> system.append(block.path("text").asText()));
    return new ChatPrompt(
        modelId, system.toString(), turns, maxTokens(body.path("inferenceConfig")));
  }

  private static ChatPrompt.Turn turn(JsonNode message, int index) {
    String role = message.path("role").asText();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw AwsError.validation(
          "1 validation error detected: Value '"
              + role
              + "' at 'messages."
              + (index + 1)
              + ".member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]");
    }
    JsonNode content = message.path("content");
    if (!content.isArray() || content.isEmpty()) {
      throw AwsError.validation(
          "The content field in the Message object at messages."
              + index
              + " is empty. Add a ContentBlock object to the content field and try again.");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < content.size(); i++) {
      JsonNode block = content.get(i);
      if (block.has("text")) {
        if (block.path("text").asText().isBlank()) {
          throw AwsError.validation(
              "The text field in the ContentBlock object at messages."
                  + index
                  + ".content."
                  + i
                  + " is blank. Add text to the text field, and try again.");
        }
        text.append(block.path("text").asText());
      } else {
        text.append(block);
      }
    }
    return new ChatPrompt.Turn(role, text.toString());
  }

  private static int maxTokens(JsonNode configuration) {
    JsonNode max = configuration.path("maxTokens");
    if (max.isMissingNode() || max.isNull()) {
      return DEFAULT_MAX_TOKENS;
    }
    if (!max.isInt() || max.asInt() < 1) {
      throw AwsError.validation(
          "1 validation error detected: Value '"
              + max
              + "' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1");
    }
    return max.asInt();
  }

  static Map<String, String> metadata(JsonNode body) {
    Map<String, String> metadata = new TreeMap<>();
    body.path("requestMetadata")
        .properties()
        .forEach(tag -> metadata.put(tag.getKey(), tag.getValue().asText()));
    if (metadata.size() > MAX_METADATA) {
      throw AwsError.validation(
          "requestMetadata has "
              + metadata.size()
              + " entries, at most "
              + MAX_METADATA
              + " are allowed");
    }
    return metadata;
  }

  static ObjectNode reply(ChatAnswer answer, long latencyMillis, JsonNode request) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply
        .putObject("output")
        .putObject("message")
        .put("role", "assistant")
        .putArray("content")
        .addObject()
        .put("text", answer.text());
    reply.put("stopReason", answer.stopReason());
    reply.set("usage", usage(answer));
    reply.putObject("metrics").put("latencyMs", latencyMillis);
    JsonNode tier = request.path("serviceTier").path("type");
    if (tier.isTextual()) {
      reply.putObject("serviceTier").put("type", tier.asText());
    }
    return reply;
  }

  static ObjectNode usage(ChatAnswer answer) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("inputTokens", answer.inputTokens())
        .put("outputTokens", answer.outputTokens())
        .put("totalTokens", answer.inputTokens() + answer.outputTokens());
  }
}
