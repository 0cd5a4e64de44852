package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.Rates;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model's tokens cost.
 *
 * @param perMillion US dollars per million tokens of each kind; a kind that is absent is unpriced,
 *     not free
 */
public record Price(Map<TokenKind, BigDecimal> perMillion) {

  /** Ten to this power is a million: prices are per million tokens. */
  private static final int MILLION = 6;

  public Price {
    if (perMillion.isEmpty()) {
      throw new IllegalArgumentException("no kind of token has a price");
    }
    Map<TokenKind, BigDecimal> rates = new EnumMap<>(TokenKind.class);
    perMillion.forEach((kind, rate) -> rates.put(kind, Amounts.rate(rate, MILLION)));
    perMillion = Collections.unmodifiableMap(rates);
  }

  /** A price of some kinds. */
  public Price(
      BigDecimal input,
      BigDecimal output,
      Optional<BigDecimal> cacheRead,
      Optional<BigDecimal> cacheWrite5m,
      Optional<BigDecimal> cacheWrite1h) {
    this(kinds(input, output, cacheRead, cacheWrite5m, cacheWrite1h));
  }

  /** US dollars per million tokens of a kind; empty where it has no price. */
  public Optional<BigDecimal> perMillion(TokenKind kind) {
    return Optional.ofNullable(perMillion.get(kind));
  }

  /** US dollars per token of a kind, exact; empty where it has no price. */
  public Optional<BigDecimal> perToken(TokenKind kind) {
    return perMillion(kind).map(rate -> rate.movePointLeft(MILLION).setScale(Rates.SCALE));
  }

  /** Exact cost in US dollars; empty where tokens of a kind without price were used. */
  public Optional<BigDecimal> of(TokenUsage usage) {
    return Rates.cost(usage, this::perToken);
  }

  private static Map<TokenKind, BigDecimal> kinds(
      BigDecimal input,
      BigDecimal output,
      Optional<BigDecimal> cacheRead,
      Optional<BigDecimal> cacheWrite5m,
      Optional<BigDecimal> cacheWrite1h) {
    Map<TokenKind, BigDecimal> kinds = new EnumMap<>(TokenKind.class);
    kinds.put(TokenKind.INPUT, input);
    kinds.put(TokenKind.OUTPUT, output);
    cacheRead.ifPresent(rate -> kinds.put(TokenKind.CACHE_READ, rate));
    cacheWrite5m.ifPresent(rate -> kinds.put(TokenKind.CACHE_WRITE_5M, rate));
    cacheWrite1h.ifPresent(rate -> kinds.put(TokenKind.CACHE_WRITE_1H, rate));
    return kinds;
  }
}
