package dev.millrace.bedrock.api;

/**
 * A guardrail that a caller wants.
 *
 * @param identifier id or ARN
 */
record GuardrailChoice(String identifier, String version) {

  /** Both or neither. */
  GuardrailChoice {
    if (identifier.isEmpty() || version.isEmpty()) {
      throw AwsError.validation(
          "1 validation error detected: guardrailIdentifier and guardrailVersion must be given together.");
    }
  }

  String id() {
    return identifier.substring(identifier.lastIndexOf('/') + 1);
  }
}
