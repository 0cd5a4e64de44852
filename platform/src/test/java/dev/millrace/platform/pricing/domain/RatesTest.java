package dev.millrace.platform.pricing.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final LocalDate DAY = LocalDate.parse("2026-11-26");
  private static final Tariff TARIFF = new Tariff("m", Tier.STANDARD, ContextBand.SHORT);

  /** Each kind has a price of its own, so that none can stand in for another. */
  private static final Map<TokenKind, BigDecimal> PRICES =
      Map.of(
          TokenKind.INPUT, new BigDecimal("0.000001"),
          TokenKind.CACHE_READ, new BigDecimal("0.0000001"),
          TokenKind.CACHE_WRITE_5M, new BigDecimal("0.00000125"),
          TokenKind.OUTPUT, new BigDecimal("0.000000000001"));

  @Test
  void priceEachKindByItsOwnRateToTheLastDigit() {
    assertThat(cost(new TokenUsage(3L, 0L, 0L, 0L, 0L))).contains(dollars("0.000003000000"));
    assertThat(cost(new TokenUsage(0L, 7L, 0L, 0L, 0L))).contains(dollars("0.000000000007"));
    assertThat(cost(new TokenUsage(0L, 0L, 5L, 0L, 0L))).contains(dollars("0.000000500000"));
    assertThat(cost(new TokenUsage(0L, 0L, 0L, 4L, 0L))).contains(dollars("0.000005000000"));
    assertThat(cost(new TokenUsage(3L, 7L, 5L, 4L, 0L))).contains(dollars("0.000008500007"));
  }

  @Test
  void priceNothingWhereAKindThatIsUsedHasNoPrice() {
    assertThat(cost(new TokenUsage(3L, 7L, 5L, 4L, 1L))).isEmpty();
    assertThat(cost(new TokenUsage(0L, 0L, 0L, 0L, 0L))).contains(dollars("0.000000000000"));
  }

  @Test
  void priceASumAsItsParts() {
    TokenUsage one = new TokenUsage(11L, 13L, 17L, 19L, 0L);
    TokenUsage other = new TokenUsage(23L, 29L, 31L, 37L, 0L);
    TokenUsage both = new TokenUsage(34L, 42L, 48L, 56L, 0L);

    assertThat(cost(both)).contains(cost(one).orElseThrow().add(cost(other).orElseThrow()));
  }

  @Test
  void refuseLessThanNoTokens() {
    assertThatThrownBy(() -> cost(new TokenUsage(1L, -1L, 0L, 0L, 0L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a call cannot use -1 tokens");
  }

  @Test
  void areAskedForTheTariffAndTheDay() {
    Rates rates =
        new Rates() {
          @Override
          public long edition() {
            return 1;
          }

          @Override
          public Optional<BigDecimal> rate(Tariff tariff, TokenKind kind, LocalDate day) {
            return tariff.equals(TARIFF) && day.equals(DAY)
                ? Optional.ofNullable(PRICES.get(kind))
                : Optional.empty();
          }
        };
    TokenUsage tokens = new TokenUsage(3L, 0L, 0L, 0L, 0L);

    assertThat(rates.cost(TARIFF, tokens, DAY)).contains(dollars("0.000003000000"));
    assertThat(rates.cost(TARIFF, tokens, DAY.plusDays(1))).isEmpty();
    assertThat(Tariff.of("m", Tier.STANDARD, tokens)).isEqualTo(TARIFF);
    assertThat(Tariff.of("m", Tier.FLEX, new TokenUsage(128_001L, 0L, 0L, 0L, 0L)))
        .isEqualTo(new Tariff("m", Tier.FLEX, ContextBand.ABOVE_128K));
  }

  private static Optional<BigDecimal> cost(TokenUsage tokens) {
    return Rates.cost(tokens, kind -> Optional.ofNullable(PRICES.get(kind)));
  }

  private static BigDecimal dollars(String amount) {
    return new BigDecimal(amount);
  }
}
