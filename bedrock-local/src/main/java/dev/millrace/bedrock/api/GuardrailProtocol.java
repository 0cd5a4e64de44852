package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Guardrail.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * ApplyGuardrail.
 *
 * <p><i>Source</i>: Amazon Bedrock API reference, ApplyGuardrail.
 */
final class GuardrailProtocol {

  private static final int CHARACTERS_PER_UNIT = 1000;

  private GuardrailProtocol() {}

  static ObjectNode assess(Guardrail guardrail, JsonNode request) {
    boolean isInput = isInput(request);
    List<String> texts = texts(request);
    List<Finding> found = new ArrayList<>();
    texts.forEach(text -> found.addAll(guardrail.found(text)));
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.set("usage", usage(guardrail.policies(), texts));
    reply.put("action", found.isEmpty() ? "NONE" : "GUARDRAIL_INTERVENED");
    reply.put("actionReason", found.isEmpty() ? "No action." : "Guardrail blocked.");
    ArrayNode outputs = reply.putArray("outputs");
    ArrayNode assessments = reply.putArray("assessments");
    if (!found.isEmpty()) {
      Guardrail.Messages messages = guardrail.messages();
      outputs.addObject().put("text", isInput ? messages.input() : messages.output());
      assessments.add(assessment(found));
    }
    int characters = texts.stream().mapToInt(String::length).sum();
    reply
        .putObject("guardrailCoverage")
        .putObject("textCharacters")
        .put("guarded", characters)
        .put("total", characters);
    return reply;
  }

  /** Regular expressions and words cost nothing, but are counted. */
  private static ObjectNode usage(Guardrail.Policies policies, List<String> texts) {
    int units = texts.stream().mapToInt(GuardrailProtocol::units).sum();
    return JsonNodeFactory.instance
        .objectNode()
        .put("topicPolicyUnits", 0)
        .put("contentPolicyUnits", 0)
        .put("wordPolicyUnits", policies.words().isEmpty() ? 0 : units)
        .put("sensitiveInformationPolicyUnits", policies.personal().isEmpty() ? 0 : units)
        .put("sensitiveInformationPolicyFreeUnits", policies.regexes().isEmpty() ? 0 : units)
        .put("contextualGroundingPolicyUnits", 0);
  }

  private static ObjectNode assessment(List<Finding> found) {
    ObjectNode assessment = JsonNodeFactory.instance.objectNode();
    ArrayNode words = JsonNodeFactory.instance.arrayNode();
    ArrayNode entities = JsonNodeFactory.instance.arrayNode();
    ArrayNode regexes = JsonNodeFactory.instance.arrayNode();
    for (Finding finding : found) {
      if (finding instanceof Finding.Word word) {
        words.add(blocked(word));
      } else if (finding instanceof Finding.Personal personal) {
        entities.add(blocked(personal).put("type", personal.kind().name()));
      } else if (finding instanceof Finding.Described described) {
        regexes.add(
            blocked(described)
                .put("name", described.by().name())
                .put("regex", described.by().pattern().pattern()));
      } else {
        throw new AssertionError(finding);
      }
    }
    if (!words.isEmpty()) {
      ObjectNode policy = assessment.putObject("wordPolicy");
      policy.set("customWords", words);
      policy.putArray("managedWordLists");
    }
    if (!entities.isEmpty() || !regexes.isEmpty()) {
      ObjectNode policy = assessment.putObject("sensitiveInformationPolicy");
      policy.set("piiEntities", entities);
      policy.set("regexes", regexes);
    }
    return assessment;
  }

  private static ObjectNode blocked(Finding finding) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("match", finding.match())
        .put("action", "BLOCKED")
        .put("detected", true);
  }

  private static boolean isInput(JsonNode request) {
    String source = request.path("source").asText();
    if (!source.equals("INPUT") && !source.equals("OUTPUT")) {
      throw AwsError.constraint(
          "source", source, "Member must satisfy enum value set: [INPUT, OUTPUT]");
    }
    return source.equals("INPUT");
  }

  private static List<String> texts(JsonNode request) {
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

  private static int units(String text) {
    return Math.max(1, (text.length() + CHARACTERS_PER_UNIT - 1) / CHARACTERS_PER_UNIT);
  }
}
