package dev.millrace.cost.domain;

import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Spend;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record of a window out of its sums.
 *
 * <p><i>Shape</i>: a function of the window, its sums and the prices, and of nothing else: the same
 * calls give the same bytes, in whatever order, at whatever time and on however many instances they
 * were booked.
 */
public final class CostMetrics {

  /** Digits after the point of every amount, as in all records. */
  private static final int SCALE = 12;

  /** Of most uses in most windows; nobody changes it. */
  private static final Spend NOTHING = new Sum().spend();

  private CostMetrics() {}

  /** The record of a window. */
  public static CostMetric of(WindowKey key, WindowSums sums, Rates rates) {
    Map<Use, Sum> uses = new EnumMap<>(Use.class);
    Sum total = new Sum();
    Sum estimated = new Sum();
    sums.portions()
        .forEach(
            (portion, tally) -> {
              Optional<BigDecimal> cost = cost(key, portion, tally.tokens(), rates);
              uses.computeIfAbsent(portion.use(), use -> new Sum()).add(tally, cost);
              total.add(tally, cost);
              if (portion.knowledge() == Knowledge.ESTIMATED) {
                estimated.add(tally, cost);
              }
            });
    Series series = key.series();
    return new CostMetric(
        series.tenant(),
        series.pipeline(),
        series.modelId(),
        series.modelVersion(),
        series.tier().orElse(null),
        series.lane(),
        Instant.ofEpochMilli(key.startMillis()),
        Instant.ofEpochMilli(key.endMillis()),
        total.calls + total.calls - total.unpriced,
        sums.requests(),
        total.spend(),
        spend(uses, Use.USEFUL),
        spend(uses, Use.RETRY),
        spend(uses, Use.INVALID_ANSWER),
        spend(uses, Use.PACKED_OVERHEAD),
        spend(uses, Use.SHADOW),
        estimated.spend(),
        spend(uses, Use.OFFLINE));
  }

  /** What tells whether other prices make another record of the same sums. */
  public static long rating(CostMetric metric) {
    long digest = Fnv.START;
    for (Spend spend :
        new Spend[] {
          metric.getTotal(),
          metric.getUseful(),
          metric.getRetries(),
          metric.getInvalidAnswers(),
          metric.getPackedOverhead(),
          metric.getShadows(),
          metric.getEstimated(),
          metric.getOffline()
        }) {
      for (byte part : spend.getCost().unscaledValue().toByteArray()) {
        digest = Fnv.with(digest, part);
      }
      digest = Fnv.with(digest, spend.getUnpricedCalls());
    }
    return digest;
  }

  private static Optional<BigDecimal> cost(
      WindowKey key, Portion portion, Tokens tokens, Rates rates) {
    return portion.knowledge() == Knowledge.UNKNOWN
        ? Optional.empty()
        : rates.cost(key.series(), key.startMillis(), portion, tokens);
  }

  private static Spend spend(Map<Use, Sum> uses, Use use) {
    @Nullable Sum sum = uses.get(use);
    return sum == null ? NOTHING : sum.spend();
  }

  /** What calls took so far. */
  private static final class Sum {

    private long calls;
    private long unpriced;
    private Tokens tokens = Tokens.NONE;
    private BigDecimal cost = BigDecimal.ZERO.setScale(SCALE);

    void add(Tally tally, Optional<BigDecimal> price) {
      calls += tally.calls();
      tokens = tokens.plus(tally.tokens());
      if (price.isPresent()) {
        cost = cost.add(price.get());
      } else {
        unpriced += tally.calls();
      }
    }

    Spend spend() {
      return new Spend(calls, tokens.usage(), cost.setScale(SCALE), unpriced);
    }
  }
}
