package dev.millrace.local.domain;

import dev.millrace.record.CostMetric;
import dev.millrace.record.Spend;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up windows of cost-metrics, the newest record of each, by any dimensions.
 *
 * <p><i>Shape</i>: told of the records of a partition in their order.
 */
public final class CostReport {

  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(12);

  private final CostSelection selection;
  private final Map<List<Object>, CostMetric> newest = new HashMap<>();

  /**
   * A sum over windows.
   *
   * @param values where it is in each of the dimensions, in their order
   * @param useful cost of the calls whose answers counted
   * @param wasted cost of retries, invalid answers, packed overhead and shadows
   * @param offline cost of replays and evaluations, which no budget of a tenant counts
   * @param estimated how much of the cost was reckoned on the high side
   * @param unpriced calls without a price: not in the cost, and not free
   */
  public record Row(
      List<String> values,
      long requests,
      long calls,
      long inputTokens,
      long outputTokens,
      BigDecimal cost,
      BigDecimal useful,
      BigDecimal wasted,
      BigDecimal offline,
      BigDecimal estimated,
      long unpriced) {

    public Row {
      values = List.copyOf(values);
    }

    Row plus(Row more) {
      return new Row(
          values,
          requests + more.requests,
          calls + more.calls,
          inputTokens + more.inputTokens,
          outputTokens + more.outputTokens,
          cost.add(more.cost),
          useful.add(more.useful),
          wasted.add(more.wasted),
          offline.add(more.offline),
          estimated.add(more.estimated),
          unpriced + more.unpriced);
    }
  }

  /** A report of the windows that are meant; others are passed over. */
  public CostReport(CostSelection selection) {
    this.selection = selection;
  }

  /** Takes a record; the last one of a window stands for it. */
  public void take(CostMetric metric) {
    if (selection.takes(metric)) {
      newest.put(window(metric), metric);
    }
  }

  /** Sums by dimensions, in the order of their values. */
  public List<Row> rows(List<CostDimension> by) {
    TreeMap<List<String>, Row> rows =
        new TreeMap<>((one, other) -> String.join("\0", one).compareTo(String.join("\0", other)));
    for (CostMetric metric : newest.values()) {
      List<String> values = by.stream().map(dimension -> dimension.of(metric)).toList();
      rows.merge(values, row(values, metric), Row::plus);
    }
    return List.copyOf(rows.values());
  }

  /** The sum over all of it. */
  public Row total() {
    Row total = new Row(List.of(), 0, 0, 0, 0, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 0);
    for (CostMetric metric : newest.values()) {
      total = total.plus(row(List.of(), metric));
    }
    return total;
  }

  private static Row row(List<String> values, CostMetric metric) {
    Spend total = metric.getTotal();
    BigDecimal wasted =
        metric
            .getRetries()
            .getCost()
            .add(metric.getInvalidAnswers().getCost())
            .add(metric.getPackedOverhead().getCost())
            .add(metric.getShadows().getCost());
    return new Row(
        values,
        metric.getRequests(),
        total.getCalls(),
        total.getUsage().getInputTokens()
            + total.getUsage().getCacheReadTokens()
            + total.getUsage().getCacheWrite5mTokens()
            + total.getUsage().getCacheWrite1hTokens(),
        total.getUsage().getOutputTokens(),
        total.getCost(),
        metric.getUseful().getCost(),
        wasted,
        metric.getOffline().getCost(),
        metric.getEstimated().getCost(),
        total.getUnpricedCalls());
  }

  private static List<Object> window(CostMetric metric) {
    List<Object> window = new ArrayList<>();
    window.add(metric.getTenant());
    window.add(metric.getPipeline());
    window.add(metric.getModelId());
    window.add(metric.getModelVersion());
    window.add(CostDimension.TIER.of(metric) + (metric.getServiceTier() == null ? "" : "!"));
    window.add(metric.getLane());
    window.add(metric.getWindowStart());
    return window;
  }
}
