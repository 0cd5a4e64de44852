package dev.millrace.bedrock.training;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.classifier.Example;

/**
 * A line of training data, in either of Bedrock's forms: {@code {"prompt": text, "completion":
 * text}}, or a conversation of {@code "schemaVersion": "bedrock-conversation-2024"}, whose last
 * message is the assistant's.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Prepare data for fine-tuning your models".
 */
final class TrainingLine {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final String CONVERSATION = "bedrock-conversation-2024";

  /** What many texts share is no longer. */
  private static final int LONGEST_LABEL = 1000;

  private TrainingLine() {}

  /**
   * Reads a line.
   *
   * @throws RefusedDataException says what is wrong with it, without where
   */
  static Example read(String line) throws RefusedDataException {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new RefusedDataException("is not valid JSON");
    }
    if (!json.isObject()) {
      throw new RefusedDataException("is not a JSON object");
    }
    Example example =
        json.has("schemaVersion") || json.has("messages") ? conversation(json) : pair(json);
    if (example.label().length() > LONGEST_LABEL) {
      throw new RefusedDataException(
          "has a completion of more than " + LONGEST_LABEL + " characters");
    }
    return example;
  }

  private static Example pair(JsonNode json) throws RefusedDataException {
    return new Example(
        text(json.path("prompt"), "prompt"), text(json.path("completion"), "completion").strip());
  }

  private static Example conversation(JsonNode json) throws RefusedDataException {
    if (!json.path("schemaVersion").asText().equals(CONVERSATION)) {
      throw new RefusedDataException("has a schemaVersion that is not " + CONVERSATION);
    }
    for (JsonNode block : json.path("system")) {
      text(block.path("text"), "text of system");
    }
    JsonNode messages = json.path("messages");
    if (!messages.isArray() || messages.size() < 2 || messages.size() % 2 != 0) {
      throw new RefusedDataException("does not have messages of user and assistant in turn");
    }
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).path("role").asText().equals(i % 2 == 0 ? "user" : "assistant")) {
        throw new RefusedDataException("does not have messages of user and assistant in turn");
      }
      content(messages.get(i));
    }
    return new Example(
        content(messages.get(0)), content(messages.get(messages.size() - 1)).strip());
  }

  private static String content(JsonNode message) throws RefusedDataException {
    StringBuilder text = new StringBuilder();
    for (JsonNode block : message.path("content")) {
      text.append(text(block.path("text"), "text of a message"));
    }
    if (text.isEmpty()) {
      throw new RefusedDataException("has a message without text");
    }
    return text.toString();
  }

  private static String text(JsonNode value, String what) throws RefusedDataException {
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new RefusedDataException("has no " + what);
    }
    return value.asText();
  }
}
