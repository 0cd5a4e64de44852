package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Spent;
import dev.millrace.cost.domain.PackedReader;
import dev.millrace.cost.domain.PackedWriter;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/**
 * The cost windows that budgets are made of: a minute lies in one window of each budget, whatever
 * its time zone.
 *
 * <p><i>Shape</i>: as bytes they lie in the order of time.
 *
 * @param bytes of the key under which the newest revision is kept
 */
record SpentMinute(Instant start, String tenant, String pipeline, String modelId, Bytes bytes) {

  /** The minute of a window; empty where it is a longer one. */
  static Optional<SpentMinute> of(CostMetric metric) {
    return CostWindow.between(metric.getWindowStart(), metric.getWindowEnd())
        .filter(window -> window == CostWindow.MINUTE)
        .map(
            minute ->
                new SpentMinute(
                    metric.getWindowStart(),
                    metric.getTenant(),
                    metric.getPipeline(),
                    metric.getModelId(),
                    Bytes.wrap(
                        beginning(metric.getWindowStart())
                            .text(metric.getTenant())
                            .text(metric.getPipeline())
                            .text(metric.getModelId())
                            .number(metric.getModelVersion())
                            .optional(Optional.ofNullable(metric.getServiceTier()))
                            .text(metric.getLane().name())
                            .bytes())));
  }

  /** The minute of a key. */
  static SpentMinute of(Bytes key) {
    PackedReader in = new PackedReader(key.get());
    return new SpentMinute(Instant.ofEpochMilli(in.sorted()), in.text(), in.text(), in.text(), key);
  }

  /** What is not behind any key of that time or later. */
  static Bytes from(Instant time) {
    return Bytes.wrap(beginning(time).bytes());
  }

  /** What the calls of a window cost, but for those that no budget of a tenant counts. */
  static Spent spent(CostMetric metric) {
    BigDecimal counted = metric.getTotal().getCost().subtract(metric.getOffline().getCost());
    return new Spent(
        counted,
        counted.subtract(metric.getUseful().getCost()),
        metric.getTotal().getUnpricedCalls() - metric.getOffline().getUnpricedCalls());
  }

  private static PackedWriter beginning(Instant time) {
    return new PackedWriter().sorted(time.toEpochMilli());
  }
}
