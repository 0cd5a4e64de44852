package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;
import java.util.function.ToLongFunction;

/** What a token is charged as. The kinds are disjoint: each token of a call is of exactly one. */
public enum TokenKind {
  /** Read without the help of a cache. */
  INPUT(TokenUsage::getInputTokens),
  /** Read from a prompt cache. */
  CACHE_READ(TokenUsage::getCacheReadTokens),
  /** Written to a prompt cache that lives five minutes. */
  CACHE_WRITE_5M(TokenUsage::getCacheWrite5mTokens),
  /** Written to a prompt cache that lives one hour. */
  CACHE_WRITE_1H(TokenUsage::getCacheWrite1hTokens),
  /** Written by the model. */
  OUTPUT(TokenUsage::getOutputTokens);

  private final ToLongFunction<TokenUsage> count;

  TokenKind(ToLongFunction<TokenUsage> count) {
    this.count = count;
  }

  /** How many tokens of this kind there are in a usage. */
  public long tokens(TokenUsage usage) {
    return count.applyAsLong(usage);
  }
}
