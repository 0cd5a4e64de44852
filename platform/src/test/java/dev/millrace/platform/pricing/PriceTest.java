package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceTest {

  private static final Price HAIKU =
      new Price(
          new BigDecimal("1.00"),
          new BigDecimal("5.00"),
          Optional.of(new BigDecimal("0.10")),
          Optional.of(new BigDecimal("1.25")),
          Optional.of(new BigDecimal("2.00")));

  private static final Price MICRO =
      new Price(
          new BigDecimal("0.035"),
          new BigDecimal("0.14"),
          Optional.of(new BigDecimal("0.00875")),
          Optional.empty(),
          Optional.empty());

  @Test
  void addsUpEveryKindOfToken() {
    TokenUsage usage = new TokenUsage(1_000_000L, 100_000L, 10_000L, 1_000L, 100L);

    // 1.00 + 0.50 + 0.001 + 0.00125 + 0.0002
    assertThat(HAIKU.of(usage)).contains(new BigDecimal("1.502450000000"));
  }

  @Test
  void isExactForASingleToken() {
    assertThat(MICRO.of(new TokenUsage(1L, 0L, 0L, 0L, 0L)))
        .contains(new BigDecimal("0.000000035000"));
    assertThat(MICRO.of(new TokenUsage(0L, 0L, 1L, 0L, 0L)))
        .contains(new BigDecimal("0.000000008750"));
  }

  @Test
  void costsNothingForNothing() {
    assertThat(MICRO.of(new TokenUsage(0L, 0L, 0L, 0L, 0L)))
        .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo(BigDecimal.ZERO));
  }

  @Test
  void hasNoCostForTokensOfAKindWithoutPrice() {
    assertThat(MICRO.of(new TokenUsage(10L, 10L, 0L, 1L, 0L))).isEmpty();
    assertThat(MICRO.of(new TokenUsage(10L, 10L, 0L, 0L, 1L))).isEmpty();
  }

  @Test
  void givesTheSameSumInPartsAndAsAWhole() {
    Random random = new Random(20260101);
    BigDecimal parts = BigDecimal.ZERO;
    long input = 0;
    long output = 0;
    for (int i = 0; i < 10_000; i++) {
      TokenUsage usage =
          new TokenUsage((long) random.nextInt(5000), (long) random.nextInt(500), 0L, 0L, 0L);
      parts = parts.add(MICRO.of(usage).orElseThrow());
      input += usage.getInputTokens();
      output += usage.getOutputTokens();
    }

    assertThat(MICRO.of(new TokenUsage(input, output, 0L, 0L, 0L))).contains(parts);
  }

  @Test
  void cannotBeNegativeNorFinerThanItsCostsAre() {
    assertThatThrownBy(() -> price("-0.01")).hasMessageContaining("-0.01 is no price");
    assertThatThrownBy(() -> price("0.0000001")).hasMessageContaining("at most 6 digits");
  }

  @Test
  void refusesNegativeUsage() {
    assertThatThrownBy(() -> HAIKU.of(new TokenUsage(10L, -1L, 0L, 0L, 0L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a call cannot use -1 tokens");
  }

  @Test
  void pricesNothingAtAllWhereItHasNoRate() {
    assertThatThrownBy(() -> new Price(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no kind of token has a price");
  }

  @Test
  void isTheSameHoweverItsDigitsAreWritten() {
    assertThat(price("0.1000000000")).isEqualTo(price("0.1"));
    assertThat(price("100").perMillion(TokenKind.CACHE_READ)).contains(new BigDecimal("100"));
  }

  private static Price price(String cacheRead) {
    return new Price(
        BigDecimal.ONE,
        BigDecimal.ONE,
        Optional.of(new BigDecimal(cacheRead)),
        Optional.empty(),
        Optional.empty());
  }
}
