package dev.millrace.bedrock.model;

/**
 * What a chat model answers.
 *
 * @param stopReason in Converse's words
 */
public record ChatAnswer(String text, String stopReason, long inputTokens, long outputTokens) {

  /** An answer that is cut where the prompt's bound is reached. */
  public static ChatAnswer of(ChatPrompt prompt, String text) {
    String bounded = Tokens.first(text, prompt.maxTokens());
    String reason = bounded.length() < text.length() ? "max_tokens" : "end_turn";
    return new ChatAnswer(bounded, reason, prompt.inputTokens(), Tokens.count(bounded));
  }
}
