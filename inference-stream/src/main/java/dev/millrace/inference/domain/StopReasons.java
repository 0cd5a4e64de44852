package dev.millrace.inference.domain;

import java.util.Set;

/** What the endpoint's words mean for why a model stopped; unknown ones mean nothing. */
final class StopReasons {

  private static final Set<String> BLOCKED = Set.of("guardrail_intervened", "content_filtered");

  private static final Set<String> MALFORMED =
      Set.of("malformed_model_output", "malformed_tool_use", "tool_use");

  private static final String MAX_TOKENS = "max_tokens";

  private StopReasons() {}

  /** The answer did not end within its bound. */
  static boolean cuts(String stop) {
    return MAX_TOKENS.equals(stop);
  }

  /** A rule stopped the model. */
  static boolean blocks(String stop) {
    return BLOCKED.contains(stop);
  }

  /** The model did not find the form of an answer. */
  static boolean malforms(String stop) {
    return MALFORMED.contains(stop);
  }

  /** Whatever the text says, it is no answer. */
  static boolean damns(String stop) {
    return blocks(stop) || malforms(stop);
  }
}
