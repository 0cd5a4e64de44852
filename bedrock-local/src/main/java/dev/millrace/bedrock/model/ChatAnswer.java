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
    return saying(half(text));
  }

  /**
   * The same cost; of an answer to several records at once, half of what it says to those that hold
   * the words, and else half of it all.
   */
  public ChatAnswer halved(ChatPrompt prompt, Optional<String> words) {
    Optional<PackedQuestion> packed = words.flatMap(said -> PackedQuestion.of(prompt));
    return packed
        .filter(question -> stop == StopReason.END_TURN)
        .map(question -> saying(question.halved(text, words.orElseThrow())))
        .orElseGet(this::halved);
  }

  static String half(String text) {
    return text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2));
  }

  private ChatAnswer saying(String other) {
    return new ChatAnswer(other, stop, stopSequence, usage);
  }

  private static Optional<String> firstSequence(ChatPrompt prompt, String text) {
    return prompt.bounds().stopSequences().stream()
        .filter(text::contains)
        .min((a, b) -> Integer.compare(text.indexOf(a), text.indexOf(b)));
  }
}
