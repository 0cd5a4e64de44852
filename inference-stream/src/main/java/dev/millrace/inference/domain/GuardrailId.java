package dev.millrace.inference.domain;

/**
 * A guardrail of the endpoint.
 *
 * @param id id or ARN
 * @param version a number, or DRAFT
 */
public record GuardrailId(String id, String version) {

  /**
   * The guardrail that a spec names.
   *
   * @param text {@code id:version}
   */
  public static GuardrailId of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException("a guardrail is named by id:version");
    }
    return new GuardrailId(text.substring(0, colon), text.substring(colon + 1));
  }
}
