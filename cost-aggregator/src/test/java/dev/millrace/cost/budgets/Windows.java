package dev.millrace.cost.budgets;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Cost windows and budgets for tests. */
final class Windows {

  static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");

  private static final BigDecimal NONE = BigDecimal.ZERO.setScale(12);

  private Windows() {}

  /** A minute of a tenant's calls in pipeline letters, useful ones. */
  static CostMetric minute(String tenant, Instant start, String dollars) {
    return window(tenant, start, Duration.ofMinutes(1), dollars);
  }

  static CostMetric window(String tenant, Instant start, Duration length, String dollars) {
    BigDecimal cost = new BigDecimal(dollars).setScale(12);
    return CostMetric.newBuilder()
        .setTenant(tenant)
        .setPipeline("letters")
        .setModelId("amazon.nova-micro-v1:0")
        .setModelVersion(1)
        .setLane(Lane.INTERACTIVE)
        .setWindowStart(start)
        .setWindowEnd(start.plus(length))
        .setRevision(2)
        .setRequests(1)
        .setTotal(spend(cost))
        .setUseful(spend(cost))
        .setRetries(spend(NONE))
        .setInvalidAnswers(spend(NONE))
        .setPackedOverhead(spend(NONE))
        .setShadows(spend(NONE))
        .setEstimated(spend(NONE))
        .build();
  }

  static Budget budget(String name, Holders holders, String limit) {
    return budget(name, holders, PeriodUnit.DAY, limit);
  }

  static Budget budget(String name, Holders holders, PeriodUnit unit, String limit) {
    return new Budget(
        name,
        new BudgetScope(holders, Optional.of("letters"), Optional.empty()),
        new BudgetWindow(unit, 1, ZoneId.of("UTC")),
        new BigDecimal(limit),
        BudgetAction.REFUSE,
        List.of(80),
        Optional.empty(),
        false);
  }

  private static Spend spend(BigDecimal cost) {
    return new Spend(1L, new TokenUsage(100L, 10L, 0L, 0L, 0L), cost, 0L);
  }
}
