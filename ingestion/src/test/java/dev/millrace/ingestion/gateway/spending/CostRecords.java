package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Windows of tenant acme for tests. */
public final class CostRecords {

  public static final Instant TEN = Instant.parse("2025-12-31T10:00:00Z");

  private CostRecords() {}

  /** One call of pipeline letters in the hour that begins then, with half of it wasted. */
  public static CostMetric hour(Instant start, String dollars) {
    return window(start, Duration.ofHours(1), dollars);
  }

  /** The same of another length. */
  public static CostMetric window(Instant start, Duration length, String dollars) {
    BigDecimal cost = new BigDecimal(dollars).setScale(12);
    BigDecimal half = cost.divide(BigDecimal.valueOf(2));
    return CostMetric.newBuilder()
        .setTenant("acme")
        .setPipeline("letters")
        .setModelId("amazon.nova-micro-v1:0")
        .setModelVersion(1)
        .setLane(Lane.INTERACTIVE)
        .setWindowStart(start)
        .setWindowEnd(start.plus(length))
        .setRevision(2)
        .setRequests(1)
        .setTotal(spend(1, cost))
        .setUseful(spend(1, half))
        .setRetries(spend(0, half))
        .setInvalidAnswers(spend(0, BigDecimal.ZERO.setScale(12)))
        .setPackedOverhead(spend(0, BigDecimal.ZERO.setScale(12)))
        .setShadows(spend(0, BigDecimal.ZERO.setScale(12)))
        .setEstimated(spend(0, BigDecimal.ZERO.setScale(12)))
        .build();
  }

  private static Spend spend(long calls, BigDecimal cost) {
    return new Spend(calls, new TokenUsage(calls * 100, calls * 10, 0L, 0L, 0L), cost, 0L);
  }
}
