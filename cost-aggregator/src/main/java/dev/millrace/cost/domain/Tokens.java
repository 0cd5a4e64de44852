package dev.millrace.cost.domain;

import dev.millrace.record.TokenUsage;

/** Sums of tokens in disjoint kinds, each at least 0. */
public record Tokens(
    long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {

  /** None at all. */
  public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

  /** Bits of the set of all kinds. */
  static final int KINDS = 5;

  public Tokens {
    if ((input | output | cacheRead | cacheWrite5m | cacheWrite1h) < 0) {
      throw new IllegalArgumentException("calls cannot use fewer than 0 tokens of a kind");
    }
  }

  /** Both together. */
  public Tokens plus(Tokens more) {
    return new Tokens(
        Math.addExact(input, more.input),
        Math.addExact(output, more.output),
        Math.addExact(cacheRead, more.cacheRead),
        Math.addExact(cacheWrite5m, more.cacheWrite5m),
        Math.addExact(cacheWrite1h, more.cacheWrite1h));
  }

  /** As records have it. */
  public TokenUsage usage() {
    return new TokenUsage(input, output, cacheRead, cacheWrite5m, cacheWrite1h);
  }

  /** Which kinds there are some of, as a set of bits. */
  int kinds() {
    return bit(input, 0)
        | bit(output, 1)
        | bit(cacheRead, 2)
        | bit(cacheWrite5m, 3)
        | bit(cacheWrite1h, 4);
  }

  private static int bit(long tokens, int place) {
    return tokens == 0 ? 0 : 1 << place;
  }
}
