package dev.millrace.publisher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.publisher.domain.PublishingPlan.Line;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishingPlanTest {

  private static final Map<Dimension, Integer> LARGE =
      Map.of(Dimension.TENANT, 200, Dimension.PIPELINE, 2, Dimension.MODEL, 12);

  @Test
  void countsEachCombinationAndAllOtherTenantsAsOne() {
    PublishingPlan plan = PublishingPlan.of(Terms.usual(), LARGE);

    assertThat(plan.lines()).contains(new Line(Metric.COST_SPENT, 21 * 2 * 12));
    assertThat(plan.lines()).contains(new Line(Metric.PUBLISHED_BATCHES, 1));
    assertThat(plan.lines()).extracting(Line::metric).doesNotContain(Metric.CALLS_IN_FLIGHT);
  }

  @Test
  void leavesOutDimensionsThatNobodyChose() {
    Terms terms = new Terms(Duration.ZERO, Duration.ofDays(1), 20, Set.of(Dimension.MODEL));

    assertThat(PublishingPlan.of(terms, LARGE).lines()).contains(new Line(Metric.COST_SPENT, 12));
  }

  @Test
  void costsAsMuchAsThePriceListSays() {
    // 6 metrics of cost with 10,000 series each, and what is beside them.
    Map<Dimension, Integer> huge =
        Map.of(Dimension.TENANT, 20, Dimension.PIPELINE, 10, Dimension.MODEL, 50);
    PublishingPlan plan = PublishingPlan.of(Terms.usual(), huge);
    long beside = plan.series() - 60_000;

    assertThat(beside).isBetween(1L, 1_000L);
    assertThat(plan.dollarsPerMonth())
        .isEqualByComparingTo(
            String.format(Locale.ROOT, "%.2f", 10_000 * 0.30 + (50_000 + beside) * 0.10 + 0.438));
  }
}
