package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * The shapes of Converse. Content that is not text (images, tools) is counted and handed to the
 * model as its JSON.
 *
 * <p><i>Source</i>: Amazon Bedrock API reference, Converse; service model bedrock-runtime
 * 2023-09-30.
 */
final class ConverseProtocol {

  private static final int MAX_STOP_SEQUENCES = 2500;

  /** Members of the union ContentBlock. */
  private static final List<String> CONTENT =
      List.of(
          "text",
          "image",
          "document",
          "video",
          "audio",
          "toolUse",
          "toolResult",
          "guardContent",
          "cachePoint",
          "reasoningContent",
          "citationsContent",
          "searchResult",
          "toolAddition",
          "toolRemoval");

  private ConverseProtocol() {}

  static ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    StringBuilder system = new StringBuilder();
    body.path("system").forEach(block -> system.append(block.path("text").asText()));
    return new ChatPrompt(
        modelId,
        system.toString(),
        turns(body.path("messages")),
        bounds(body.path("inferenceConfig"), limit));
  }

  static List<ChatPrompt.Turn> turns(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw AwsError.validation(
          "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must not be empty");
    }
    List<ChatPrompt.Turn> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      turns.add(turn(messages.get(i), i));
    }
    if (!turns.get(0).role().equals("user")) {
      throw AwsError.validation(
          "A conversation must start with a user message. Try again with a conversation that starts with a user message.");
    }
    return turns;
  }

  private static ChatPrompt.Turn turn(JsonNode message, int index) {
    String role = message.path("role").asText();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw AwsError.constraint(
          "messages." + (index + 1) + ".member.role",
          role,
          "Member must satisfy enum value set: [user, assistant]");
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
      text.append(text(content.get(i), "messages." + index + ".content." + i));
    }
    return new ChatPrompt.Turn(role, text.toString());
  }

  private static String text(JsonNode block, String where) {
    if (block.path("text").isTextual()) {
      String text = block.path("text").asText();
      if (text.isBlank()) {
        throw AwsError.validation(
            "The text field in the ContentBlock object at "
                + where
                + " is blank. Add text to the text field, and try again.");
      }
      return text;
    }
    if (CONTENT.stream().noneMatch(member -> block.path(member).isObject())) {
      throw AwsError.validation(
          "The ContentBlock object at "
              + where
              + " must set one of the following keys: "
              + CONTENT);
    }
    return block.toString();
  }

  private static ChatPrompt.Bounds bounds(JsonNode configuration, OutputLimit limit) {
    share(configuration, "temperature");
    share(configuration, "topP");
    return new ChatPrompt.Bounds(
        limit.of(configuration.path("maxTokens"), "inferenceConfig.maxTokens"),
        sequences(configuration.path("stopSequences"), "inferenceConfig.stopSequences"));
  }

  static List<String> sequences(JsonNode sequences, String where) {
    List<String> all = new ArrayList<>();
    for (JsonNode sequence : sequences) {
      if (!sequence.isTextual() || sequence.asText().isEmpty()) {
        throw AwsError.constraint(
            where, sequence.toString(), "Member must have length greater than or equal to 1");
      }
      all.add(sequence.asText());
    }
    if (all.size() > MAX_STOP_SEQUENCES) {
      throw AwsError.constraint(
          where,
          all.size() + " members",
          "Member must have length less than or equal to " + MAX_STOP_SEQUENCES);
    }
    return all;
  }

  private static void share(JsonNode configuration, String name) {
    JsonNode value = configuration.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
      throw AwsError.constraint(
          "inferenceConfig." + name, value.toString(), "Member must be between 0 and 1");
    }
  }

  static ObjectNode reply(ChatAnswer answer, long latencyMillis, JsonNode request) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.set("output", message(answer));
    reply.put("stopReason", answer.stop().word());
    reply.set("usage", usage(answer.usage()));
    reply.putObject("metrics").put("latencyMs", latencyMillis);
    JsonNode tier = request.path("serviceTier").path("type");
    if (tier.isTextual()) {
      reply.putObject("serviceTier").put("type", tier.asText());
    }
    return reply;
  }

  static ObjectNode message(ChatAnswer answer) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output
        .putObject("message")
        .put("role", "assistant")
        .putArray("content")
        .addObject()
        .put("text", answer.text());
    return output;
  }

  static ObjectNode usage(TokenUsage usage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("totalTokens", usage.totalTokens());
  }
}
