package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import java.util.List;

/**
 * The bodies that a family of models has of its own, for InvokeModel.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Inference request parameters and response fields
 * for foundation models".
 */
sealed interface NativeBody
    permits NovaBody, ClaudeBody, LlamaBody, MistralBody, TitanTextBody, CohereBody {

  JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Reads what a model of the family is asked. */
  ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit);

  /** The whole answer. */
  ObjectNode reply(Answered answered);

  /** The answer piece by piece, at least one. */
  List<ObjectNode> chunks(Answered answered);

  /** How many pieces come before the first that holds text. */
  default int chunksBeforeText() {
    return 0;
  }

  /** Whether the family reports what was cached, beside what every family reports. */
  default boolean countsCache() {
    return false;
  }

  /** The family that a model belongs to; Nova's bodies are those of every other. */
  static NativeBody of(String modelId) {
    if (modelId.contains("anthropic.")) {
      return new ClaudeBody();
    }
    if (modelId.contains("meta.llama")) {
      return new LlamaBody();
    }
    if (modelId.contains("mistral.")) {
      return new MistralBody();
    }
    if (modelId.contains("amazon.titan-text")) {
      return new TitanTextBody();
    }
    return modelId.contains("cohere.command") ? new CohereBody() : new NovaBody();
  }

  /** A prompt of the families that take one text. */
  static ChatPrompt completion(
      String modelId, JsonNode body, String textField, ChatPrompt.Bounds bounds) {
    String text = body.path(textField).asText();
    if (text.isBlank()) {
      throw AwsError.malformed("#: required key [" + textField + "] not found");
    }
    return new ChatPrompt(modelId, "", List.of(new ChatPrompt.Turn("user", text)), bounds);
  }

  /** The family's word for an answer that was cut, or for one that was not. */
  static String reason(Answered answered, String cut, String whole) {
    return answered.answer().stop() == StopReason.MAX_TOKENS ? cut : whole;
  }
}
