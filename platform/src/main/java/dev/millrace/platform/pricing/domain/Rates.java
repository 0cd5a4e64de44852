package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rates of a price book, for who keeps sums of tokens by {@link Tariff} and prices them later.
 *
 * <p>Rates change at midnight UTC only: all calls of a day, and so all of a window that does not
 * straddle one, have the same.
 */
public interface Rates {

  /** Digits after the point of every amount, as in the records. */
  int SCALE = 12;

  /** Edition of the book: 0 of the one that is shipped, one more with each that is published. */
  long edition();

  /**
   * US dollars for one token, exact, with at most {@value #SCALE} digits after the point; empty
   * where it has no price.
   *
   * @param day of the call, UTC
   */
  Optional<BigDecimal> rate(Tariff tariff, TokenKind kind, LocalDate day);

  /**
   * What so many tokens cost in US dollars, exact, with {@value #SCALE} digits after the point: the
   * same for a sum as for its parts together. Empty where some are of a kind without a price.
   *
   * @param tokens of one call or of many, all on the same tariff and day
   */
  default Optional<BigDecimal> cost(Tariff tariff, TokenUsage tokens, LocalDate day) {
    return cost(tokens, kind -> rate(tariff, kind, day));
  }

  /**
   * The same at given rates.
   *
   * @param rates US dollars per token
   */
  static Optional<BigDecimal> cost(
      TokenUsage tokens, Function<TokenKind, Optional<BigDecimal>> rates) {
    BigDecimal sum = BigDecimal.ZERO;
    for (TokenKind kind : TokenKind.values()) {
      long count = kind.tokens(tokens);
      if (count < 0) {
        throw new IllegalArgumentException("a call cannot use " + count + " tokens");
      }
      if (count > 0) {
        Optional<BigDecimal> rate = rates.apply(kind);
        if (rate.isEmpty()) {
          return Optional.empty();
        }
        sum = sum.add(rate.get().multiply(BigDecimal.valueOf(count)));
      }
    }
    return Optional.of(sum.setScale(SCALE));
  }
}
