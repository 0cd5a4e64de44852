package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;

/** What a token is charged as. The kinds are disjoint: each token of a call is of exactly one. */
public enum TokenKind {
  /** Read without the help of a cache. */
  INPUT,
  /** Read from a prompt cache. */
  CACHE_READ,
  /** Written to a prompt cache that lives five minutes. */
  CACHE_WRITE_5M,
  /** Written to a prompt cache that lives one hour. */
  CACHE_WRITE_1H,
  /** Written by the model. */
  OUTPUT;

  /** How many tokens of this kind there are in a usage. */
  public long tokens(TokenUsage usage) {
    return switch (this) {
      case INPUT -> usage.getInputTokens();
      case CACHE_READ -> usage.getCacheReadTokens();
      case CACHE_WRITE_5M -> usage.getCacheWrite5mTokens();
      case CACHE_WRITE_1H -> usage.getCacheWrite1hTokens();
      case OUTPUT -> usage.getOutputTokens();
    };
  }
}
