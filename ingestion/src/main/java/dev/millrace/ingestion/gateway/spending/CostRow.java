package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What calls of a window cost that are not told apart.
 *
 * @param by what they have in common
 * @param requests whose last call is among them
 * @param total of the calls
 * @param wasted US dollars of it that bought nothing
 * @param offline US dollars of it for replays and evaluations, which no budget of a tenant counts
 */
public record CostRow(
    Instant windowStart,
    Instant windowEnd,
    Map<Dimension, Optional<String>> by,
    long requests,
    Spend total,
    BigDecimal wasted,
    BigDecimal offline) {

  /** The row of one record. */
  static CostRow of(Map<Dimension, Optional<String>> by, CostMetric metric) {
    return new CostRow(
        metric.getWindowStart(),
        metric.getWindowEnd(),
        by,
        metric.getRequests(),
        metric.getTotal(),
        metric
            .getTotal()
            .getCost()
            .subtract(metric.getUseful().getCost())
            .subtract(metric.getOffline().getCost()),
        metric.getOffline().getCost());
  }

  /** Both together. */
  CostRow plus(CostRow other) {
    return new CostRow(
        windowStart,
        windowEnd,
        by,
        Math.addExact(requests, other.requests),
        sum(total, other.total),
        wasted.add(other.wasted),
        offline.add(other.offline));
  }

  private static Spend sum(Spend one, Spend other) {
    return new Spend(
        Math.addExact(one.getCalls(), other.getCalls()),
        sum(one.getUsage(), other.getUsage()),
        one.getCost().add(other.getCost()),
        Math.addExact(one.getUnpricedCalls(), other.getUnpricedCalls()));
  }

  private static TokenUsage sum(TokenUsage one, TokenUsage other) {
    return new TokenUsage(
        Math.addExact(one.getInputTokens(), other.getInputTokens()),
        Math.addExact(one.getOutputTokens(), other.getOutputTokens()),
        Math.addExact(one.getCacheReadTokens(), other.getCacheReadTokens()),
        Math.addExact(one.getCacheWrite5mTokens(), other.getCacheWrite5mTokens()),
        Math.addExact(one.getCacheWrite1hTokens(), other.getCacheWrite1hTokens()));
  }
}
