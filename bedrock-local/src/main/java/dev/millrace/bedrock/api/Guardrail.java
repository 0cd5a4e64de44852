package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A guardrail with a word policy: texts that hold one of its words are stopped.
 *
 * <p><i>Source</i>: Amazon Bedrock API reference, ApplyGuardrail.
 *
 * @param blockedWords found anywhere in a text, whatever their case
 * @param message what is answered instead
 */
public record Guardrail(List<String> blockedWords, String message) {

  private static final int CHARACTERS_PER_UNIT = 1000;

  public Guardrail {
    blockedWords = blockedWords.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    if (blockedWords.isEmpty() || blockedWords.contains("")) {
      throw new IllegalArgumentException("a guardrail has at least one word, and no empty one");
    }
  }

  /** What to answer instead of this text, or of the answer to it; empty where it may pass. */
  Optional<String> refusal(String text) {
    return found(text).isEmpty() ? Optional.empty() : Optional.of(message);
  }

  /** The answer of ApplyGuardrail. */
  ObjectNode assess(JsonNode request) {
    List<String> texts = texts(request);
    List<String> found = new ArrayList<>();
    texts.forEach(text -> found.addAll(found(text)));
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply
        .putObject("usage")
        .put("topicPolicyUnits", 0)
        .put("contentPolicyUnits", 0)
        .put("wordPolicyUnits", texts.stream().mapToInt(Guardrail::units).sum())
        .put("sensitiveInformationPolicyUnits", 0)
        .put("sensitiveInformationPolicyFreeUnits", 0)
        .put("contextualGroundingPolicyUnits", 0);
    reply.put("action", found.isEmpty() ? "NONE" : "GUARDRAIL_INTERVENED");
    reply.put("actionReason", found.isEmpty() ? "No action." : "Guardrail blocked.");
    ArrayNode outputs = reply.putArray("outputs");
    ArrayNode assessments = reply.putArray("assessments");
    if (!found.isEmpty()) {
      outputs.addObject().put("text", message);
      ObjectNode words = assessments.addObject().putObject("wordPolicy");
      words.putArray("managedWordLists");
      ArrayNode custom = words.putArray("customWords");
      found.forEach(
          word ->
              custom.addObject().put("match", word).put("action", "BLOCKED").put("detected", true));
    }
    return reply;
  }

  private static List<String> texts(JsonNode request) {
    String source = request.path("source").asText();
    if (!source.equals("INPUT") && !source.equals("OUTPUT")) {
      throw AwsError.constraint(
          "source", source, "Member must satisfy enum value set: [INPUT, OUTPUT]");
    }
    if (request.path("content").isEmpty()) {
      throw AwsError.validation(
          "1 validation error detected: Value at 'content' failed to satisfy constraint: Member must not be empty");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode block : request.path("content")) {
      if (!block.path("text").path("text").isTextual()) {
        throw AwsError.validation("Only text content is supported by this guardrail");
      }
      texts.add(block.path("text").path("text").asText());
    }
    return texts;
  }

  private List<String> found(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return blockedWords.stream().filter(lower::contains).toList();
  }

  private static int units(String text) {
    return Math.max(1, (text.length() + CHARACTERS_PER_UNIT - 1) / CHARACTERS_PER_UNIT);
  }
}
