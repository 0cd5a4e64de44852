package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A guardrail with a word policy: texts that hold one of its words are stopped.
 *
 * @param blockedWords lower case
 * @param message what is answered instead
 */
public record Guardrail(String id, List<String> blockedWords, String message) {

  private static final int CHARACTERS_PER_UNIT = 1000;

  public Guardrail {
    blockedWords = blockedWords.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  /** The words that stop a text; empty where it may pass. */
  List<String> found(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return blockedWords.stream().filter(lower::contains).toList();
  }

  /** The answer of ApplyGuardrail. */
  ObjectNode assess(List<String> texts) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    List<String> found = new ArrayList<>();
    texts.forEach(text -> found.addAll(found(text)));
    int units = texts.stream().mapToInt(Guardrail::units).sum();
    ObjectNode reply = json.objectNode();
    reply
        .putObject("usage")
        .put("topicPolicyUnits", 0)
        .put("contentPolicyUnits", 0)
        .put("wordPolicyUnits", units)
        .put("sensitiveInformationPolicyUnits", 0)
        .put("sensitiveInformationPolicyFreeUnits", 0)
        .put("contextualGroundingPolicyUnits", 0);
    reply.put("action", found.isEmpty() ? "NONE" : "GUARDRAIL_INTERVENED");
    var outputs = reply.putArray("outputs");
    var assessments = reply.putArray("assessments");
    if (!found.isEmpty()) {
      outputs.addObject().put("text", message);
      var words = assessments.addObject().putObject("wordPolicy");
      words.putArray("managedWordLists");
      var custom = words.putArray("customWords");
      found.forEach(
          word ->
              custom.addObject().put("match", word).put("action", "BLOCKED").put("detected", true));
    }
    return reply;
  }

  static int units(String text) {
    return Math.max(1, (text.length() + CHARACTERS_PER_UNIT - 1) / CHARACTERS_PER_UNIT);
  }

  /** Whether a question may be asked; the answer to give instead where it may not. */
  Optional<String> refusal(String question) {
    return found(question).isEmpty() ? Optional.empty() : Optional.of(message);
  }
}
