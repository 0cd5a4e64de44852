package dev.millrace.publisher.domain;

import dev.millrace.record.PublishedWindow;
import dev.millrace.record.ToldFigure;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was told of a window so far.
 *
 * @param batch number of the batch that told of it last
 * @param offset of the last record of it that was counted
 * @param tenant whose window it is; absent where it covers all tenants
 * @param isNamed whether it was told under the tenant's name
 * @param figures the sum of what was told
 */
public record Told(
    long batch,
    long offset,
    Instant start,
    Instant end,
    Optional<String> tenant,
    boolean isNamed,
    Map<Metric, BigDecimal> figures) {

  private static final int SCALE = 12;

  public Told {
    figures = Map.copyOf(figures);
  }

  /** As it was written; what this build has no metric for is left out. */
  public static Told of(PublishedWindow record) {
    Map<Metric, BigDecimal> figures = new EnumMap<>(Metric.class);
    for (ToldFigure figure : record.getTold()) {
      Metric.of(figure.getMetric()).ifPresent(known -> figures.put(known, figure.getValue()));
    }
    return new Told(
        record.getBatch(),
        record.getOffset(),
        record.getWindowStart(),
        record.getWindowEnd(),
        Optional.ofNullable(record.getTenant()),
        record.getTenantNamed(),
        figures);
  }

  /** As it is written. */
  public PublishedWindow written() {
    return PublishedWindow.newBuilder()
        .setBatch(batch)
        .setOffset(offset)
        .setWindowStart(start)
        .setWindowEnd(end)
        .setTenant(tenant.orElse(null))
        .setTenantNamed(isNamed)
        .setTold(
            figures.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                    figure ->
                        new ToldFigure(
                            figure.getKey().key(),
                            figure.getValue().setScale(SCALE, RoundingMode.HALF_EVEN)))
                .toList())
        .build();
  }

  BigDecimal of(Metric metric) {
    return figures.getOrDefault(metric, BigDecimal.ZERO);
  }
}
