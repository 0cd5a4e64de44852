package dev.millrace.platform.pricing;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a model's tokens cost, US dollars per million of each kind.
 *
 * @param cacheRead absent where the model has no such price: usage of that kind is then unpriced
 */
public record Price(
    BigDecimal input,
    BigDecimal output,
    Optional<BigDecimal> cacheRead,
    Optional<BigDecimal> cacheWrite5m,
    Optional<BigDecimal> cacheWrite1h) {

  /** Ten to this power is a million: prices are per million tokens. */
  private static final int MILLION = 6;

  /** Digits after the point that every amount has, as in the records. */
  private static final int SCALE = 12;

  public Price {
    requireRate(input);
    requireRate(output);
    cacheRead.ifPresent(Price::requireRate);
    cacheWrite5m.ifPresent(Price::requireRate);
    cacheWrite1h.ifPresent(Price::requireRate);
  }

  /** Exact cost in US dollars; empty where tokens of a kind without price were used. */
  public Optional<BigDecimal> of(TokenUsage usage) {
    return Optional.of(BigDecimal.ZERO)
        .flatMap(sum -> plus(sum, usage.getInputTokens(), Optional.of(input)))
        .flatMap(sum -> plus(sum, usage.getOutputTokens(), Optional.of(output)))
        .flatMap(sum -> plus(sum, usage.getCacheReadTokens(), cacheRead))
        .flatMap(sum -> plus(sum, usage.getCacheWrite5mTokens(), cacheWrite5m))
        .flatMap(sum -> plus(sum, usage.getCacheWrite1hTokens(), cacheWrite1h))
        .map(sum -> sum.movePointLeft(MILLION).setScale(SCALE));
  }

  private static void requireRate(BigDecimal rate) {
    if (rate.signum() < 0 || rate.scale() > SCALE - MILLION) {
      throw new IllegalArgumentException(
          rate + " is no price: expected at least 0 with at most 6 digits after the point");
    }
  }

  private static Optional<BigDecimal> plus(BigDecimal sum, long tokens, Optional<BigDecimal> rate) {
    if (tokens < 0) {
      throw new IllegalArgumentException("a call cannot use " + tokens + " tokens");
    }
    return tokens == 0
        ? Optional.of(sum)
        : rate.map(value -> sum.add(value.multiply(BigDecimal.valueOf(tokens))));
  }
}
