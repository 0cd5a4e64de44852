package dev.millrace.cost.domain;

import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Spend;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

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

  private CostMetrics() {}

  /** The record of a window. */
  public static CostMetric of(WindowKey key, WindowSums sums, Rates rates) {
    Map<Use, Sum> uses = new EnumMap<>(Use.class);
    for (Use use : Use.values()) {
      uses.put(use, new Sum());
    }
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
    return CostMetric.newBuilder()
        .setTenant(series.tenant())
        .setPipeline(series.pipeline())
        .setModelId(series.modelId())
        .setModelVersion(series.modelVersion())
        .setServiceTier(series.tier().orElse(null))
        .setLane(series.lane())
        .setWindowStart(Instant.ofEpochMilli(key.startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(key.endMillis()))
        .setRevision(total.calls + total.calls - total.unpriced)
        .setRequests(sums.requests())
        .setTotal(total.spend())
        .setUseful(spend(uses, Use.USEFUL))
        .setRetries(spend(uses, Use.RETRY))
        .setInvalidAnswers(spend(uses, Use.INVALID_ANSWER))
        .setPackedOverhead(spend(uses, Use.PACKED_OVERHEAD))
        .setShadows(spend(uses, Use.SHADOW))
        .setEstimated(estimated.spend())
        .build();
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
          metric.getEstimated()
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
    return uses.computeIfAbsent(use, absent -> new Sum()).spend();
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
