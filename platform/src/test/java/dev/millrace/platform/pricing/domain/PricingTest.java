package dev.millrace.platform.pricing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PricingTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final TokenUsage TOKENS = new TokenUsage(1L, 1L, 0L, 0L, 0L);
  private static final Optional<BigDecimal> ONE = Optional.of(BigDecimal.ONE);

  /** Somebody who knows what calls at once cost, and nothing else. */
  private final Pricing atOnce = (model, at, usage) -> ONE;

  @Test
  void givesThePriceOfACallAtOnceToNoOtherTier() {
    assertThat(atOnce.cost("m", Tier.STANDARD, NOON, TOKENS)).isEqualTo(ONE);
    assertThat(atOnce.cost("m", Tier.BATCH, NOON, TOKENS)).isEmpty();
    assertThat(atOnce.cost("m", Tier.PRIORITY, NOON, TOKENS)).isEmpty();
    assertThat(atOnce.cost("m", Tier.FLEX, NOON, TOKENS)).isEmpty();
  }

  @Test
  void givesTheBatchPriceToBatchesAlone() {
    Optional<BigDecimal> half = Optional.of(new BigDecimal("0.5"));
    Pricing both =
        new Pricing() {
          @Override
          public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
            return ONE;
          }

          @Override
          public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
            return half;
          }
        };

    assertThat(both.cost("m", Tier.BATCH, NOON, TOKENS)).isEqualTo(half);
    assertThat(both.cost("m", Tier.STANDARD, NOON, TOKENS)).isEqualTo(ONE);
  }
}
