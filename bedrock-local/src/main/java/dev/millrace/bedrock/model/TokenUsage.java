package dev.millrace.bedrock.model;

/** Tokens read and written. */
public record TokenUsage(long inputTokens, long outputTokens) {

  /** Of a call that no model saw. */
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  public TokenUsage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "tokens are negative: " + inputTokens + " read, " + outputTokens + " written");
    }
  }

  /** Both together. */
  public long totalTokens() {
    return inputTokens + outputTokens;
  }
}
