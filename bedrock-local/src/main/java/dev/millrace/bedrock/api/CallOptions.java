package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.http.HttpCall;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a caller may say beside the prompt: in the body of Converse, in headers of InvokeModel.
 *
 * @param metadata tags for the invocation log, at most 16
 * @param guardrail the guardrail to apply
 */
record CallOptions(Map<String, String> metadata, Optional<GuardrailChoice> guardrail) {

  private static final int MAX_METADATA = 16;
  private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}");

  static CallOptions ofConverse(JsonNode body) {
    return new CallOptions(
        metadata(body.path("requestMetadata")),
        guardrail(
            body.path("guardrailConfig").path("guardrailIdentifier").asText(),
            body.path("guardrailConfig").path("guardrailVersion").asText()));
  }

  static CallOptions ofHeaders(HttpCall call) {
    return new CallOptions(
        call.header("x-amzn-bedrock-request-metadata")
            .map(text -> metadata(RequestBody.object(text)))
            .orElse(Map.of()),
        guardrail(
            call.header("x-amzn-bedrock-guardrailidentifier").orElse(""),
            call.header("x-amzn-bedrock-guardrailversion").orElse("")));
  }

  private static Optional<GuardrailChoice> guardrail(String identifier, String version) {
    return identifier.isEmpty() && version.isEmpty()
        ? Optional.empty()
        : Optional.of(new GuardrailChoice(identifier, version));
  }

  private static Map<String, String> metadata(JsonNode tags) {
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> tag : tags.properties()) {
      String value = tag.getValue().textValue();
      if (value == null
          || tag.getKey().isEmpty()
          || !METADATA.matcher(tag.getKey()).matches()
          || !METADATA.matcher(value).matches()) {
        throw AwsError.validation(
            "1 validation error detected: Value at 'requestMetadata' failed to satisfy constraint: Map keys and values must be strings that satisfy regular expression pattern: "
                + METADATA);
      }
      metadata.put(tag.getKey(), value);
    }
    if (metadata.size() > MAX_METADATA) {
      throw AwsError.validation(
          "1 validation error detected: Value at 'requestMetadata' failed to satisfy constraint: Member must have length less than or equal to "
              + MAX_METADATA);
    }
    return metadata;
  }
}
