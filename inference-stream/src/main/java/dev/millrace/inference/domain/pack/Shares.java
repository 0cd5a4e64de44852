package dev.millrace.inference.domain.pack;

import dev.millrace.record.TokenUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Shares whole numbers out so that the shares sum up to the whole: each gets its proportion rounded
 * down, and what is left over goes, one by one, to those who lost most by the rounding; of equals,
 * to the first.
 *
 * <p><i>Source</i>: the largest remainder method (Hamilton 1792).
 */
final class Shares {

  private Shares() {}

  /**
   * Tokens of each kind, each shared out for itself.
   *
   * @param weights at least one, none below 1; their sum times any remainder fits a long
   */
  static List<TokenUsage> of(TokenUsage whole, long[] weights) {
    long[] input = of(whole.getInputTokens(), weights);
    long[] output = of(whole.getOutputTokens(), weights);
    long[] cacheRead = of(whole.getCacheReadTokens(), weights);
    long[] cacheWrite5m = of(whole.getCacheWrite5mTokens(), weights);
    long[] cacheWrite1h = of(whole.getCacheWrite1hTokens(), weights);
    List<TokenUsage> shares = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      shares.add(
          new TokenUsage(input[i], output[i], cacheRead[i], cacheWrite5m[i], cacheWrite1h[i]));
    }
    return shares;
  }

  /**
   * One number.
   *
   * @param whole not negative
   */
  static long[] of(long whole, long[] weights) {
    long total = LongStream.of(weights).sum();
    long[] shares = new long[weights.length];
    long[] remainders = new long[weights.length];
    long given = 0;
    for (int i = 0; i < weights.length; i++) {
      // whole * weight / total, without the product that might be too large.
      long rest = whole % total * weights[i];
      shares[i] = whole / total * weights[i] + rest / total;
      remainders[i] = rest % total;
      given += shares[i];
    }
    IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(i -> remainders[i]).reversed())
        .limit(whole - given)
        .forEach(i -> shares[i]++);
    return shares;
  }
}
