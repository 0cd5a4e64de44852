package dev.millrace.lifecycle.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.domain.dataset.Truth;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examples as lines of JSON, in the form of those who read them. */
final class ExampleLines {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONVERSATION = "bedrock-conversation-2024";

  private ExampleLines() {}

  /**
   * A line to train with.
   *
   * <p><i>Source</i>: Amazon Bedrock User Guide, "Prepare data for fine-tuning your models".
   */
  static byte[] training(LabelledRequest example) {
    ObjectNode line = JSON.createObjectNode().put("schemaVersion", CONVERSATION);
    line.putArray("system").addObject().put("text", example.system());
    ArrayNode messages = line.putArray("messages");
    for (Map.Entry<String, String> said :
        List.of(
            Map.entry("user", example.user()), Map.entry("assistant", example.truth().label()))) {
      messages
          .addObject()
          .put("role", said.getKey())
          .putArray("content")
          .addObject()
          .put("text", said.getValue());
    }
    return bytes(line);
  }

  /** A line to evaluate with: all that is known of the request but its features. */
  static byte[] evaluation(LabelledRequest example) {
    ObjectNode line = JSON.createObjectNode().put("id", example.id());
    line.put("tenant", example.tenant());
    line.put("label", example.truth().label());
    line.put("labelledAt", example.truth().observedAt().toString());
    line.put("occurredAt", example.occurredAt().toString());
    example.segment().ifPresent(segment -> line.put("segment", segment));
    line.put("maxTokens", example.maxTokens());
    return bytes(line.put("system", example.system()).put("user", example.user()));
  }

  /** Reads what {@link #evaluation} wrote. */
  static LabelledRequest evaluation(String line) throws IOException {
    JsonNode json = JSON.readTree(line);
    return new LabelledRequest(
        json.path("id").asText(),
        json.path("tenant").asText(),
        json.path("system").asText(),
        json.path("user").asText(),
        json.path("maxTokens").asInt(),
        new Truth(json.path("label").asText(), Instant.parse(json.path("labelledAt").asText())),
        Optional.ofNullable(json.get("segment")).map(JsonNode::asText),
        Instant.parse(json.path("occurredAt").asText()),
        Map.of());
  }

  private static byte[] bytes(ObjectNode line) {
    try {
      return (JSON.writeValueAsString(line) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
