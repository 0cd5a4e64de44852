package dev.millrace.inference.domain.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.Price;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {

  private static final int ROUNDS = 200;

  private static final Price PRICE =
      new Price(
          new BigDecimal("0.035"),
          new BigDecimal("0.14"),
          Optional.of(new BigDecimal("0.00875")),
          Optional.of(new BigDecimal("0.123456")),
          Optional.of(new BigDecimal("7")));

  @Test
  void givesWhatIsLeftOverToThoseWhoLostMost() {
    // 3.5, 1.75 and 1.75 of 7.
    assertThat(Shares.of(7, new long[] {2, 1, 1})).containsExactly(3, 2, 2);
    assertThat(Shares.of(10, new long[] {1, 1, 1})).containsExactly(4, 3, 3);
    assertThat(Shares.of(0, new long[] {5, 9})).containsExactly(0, 0);
    assertThat(Shares.of(2, new long[] {1, 1, 1, 1})).containsExactly(1, 1, 0, 0);
  }

  @Test
  void doesNotOverflow() {
    long whole = 4_000_000_000_000_000_000L;

    assertThat(LongStream.of(Shares.of(whole, new long[] {1_000_000, 3, 1_999_999})).sum())
        .isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261125})
  void sumUpToTheWholeInTokensAndInMoney(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      long[] weights = random.longs(1 + random.nextInt(100), 1, 5_000).toArray();
      TokenUsage whole =
          new TokenUsage(
              random.nextLong(200_000),
              random.nextLong(10_000),
              random.nextLong(100),
              random.nextLong(3),
              random.nextLong(100_000));

      List<TokenUsage> shares = Shares.of(whole, weights);

      assertThat(sum(shares, TokenUsage::getInputTokens)).isEqualTo(whole.getInputTokens());
      assertThat(sum(shares, TokenUsage::getOutputTokens)).isEqualTo(whole.getOutputTokens());
      assertThat(sum(shares, TokenUsage::getCacheReadTokens)).isEqualTo(whole.getCacheReadTokens());
      assertThat(sum(shares, TokenUsage::getCacheWrite5mTokens))
          .isEqualTo(whole.getCacheWrite5mTokens());
      assertThat(sum(shares, TokenUsage::getCacheWrite1hTokens))
          .isEqualTo(whole.getCacheWrite1hTokens());
      assertThat(
              shares.stream()
                  .map(share -> PRICE.of(share).orElseThrow())
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualTo(PRICE.of(whole).orElseThrow());
      assertProportional(whole.getInputTokens(), weights, shares);
    }
  }

  /** Nobody is more than one token away from the exact proportion. */
  private static void assertProportional(long whole, long[] weights, List<TokenUsage> shares) {
    double total = (double) LongStream.of(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) shares.get(i).getInputTokens())
          .isBetween(whole * weights[i] / total - 1, whole * weights[i] / total + 1);
    }
  }

  private static long sum(List<TokenUsage> shares, ToLongFunction<TokenUsage> kind) {
    return shares.stream().mapToLong(kind).sum();
  }
}
