package dev.millrace.bedrock.model;

import java.util.Optional;

/**
 * What a chat model answers.
 *
 * @param stop why it says no more
 * @param stopSequence the sequence that ended it, where one did
 */
public record ChatAnswer(
    String text, StopReason stop, Optional<String> stopSequence, TokenUsage usage) {

  /** An answer that ends at a stop sequence, or where the prompt's bound is reached. */
  public static ChatAnswer of(ChatPrompt prompt, String text) {
    Optional<String> sequence = firstSequence(prompt, text);
    String said = sequence.map(found -> text.substring(0, text.indexOf(found))).orElse(text);
    String bounded = Tokens.first(said, prompt.bounds().maxTokens());
    TokenUsage usage = new TokenUsage(prompt.inputTokens(), Tokens.count(bounded));
    if (bounded.length() < said.length()) {
      return new ChatAnswer(bounded, StopReason.MAX_TOKENS, Optional.empty(), usage);
    }
    StopReason reason = sequence.isPresent() ? StopReason.STOP_SEQUENCE : StopReason.END_TURN;
    return new ChatAnswer(bounded, reason, sequence, usage);
  }

  /** The same cost, but another text in place of the one that a guardrail stopped. */
  public ChatAnswer blocked(String message) {
    return new ChatAnswer(message, StopReason.GUARDRAIL_INTERVENED, Optional.empty(), usage);
  }

  /** The same cost, but the first half of the text only. */
  public ChatAnswer halved() {
    int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    return new ChatAnswer(text.substring(0, middle), stop, stopSequence, usage);
  }

  private static Optional<String> firstSequence(ChatPrompt prompt, String text) {
    return prompt.bounds().stopSequences().stream()
        .filter(text::contains)
        .min((a, b) -> Integer.compare(text.indexOf(a), text.indexOf(b)));
  }
}
