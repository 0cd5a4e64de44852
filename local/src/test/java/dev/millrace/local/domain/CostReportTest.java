package dev.millrace.local.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sums of windows as {@code millrace cost} shows them. */
public class CostReportTest {

  private static final Instant DAY = Instant.parse("2026-11-26T00:00:00Z");

  private final CostReport report =
      new CostReport(
          new CostSelection(
              CostWindow.DAY, DAY, DAY.plusSeconds(86_400), Optional.empty(), Optional.empty()));

  @Test
  void addsUpByAnyDimension() {
    report.take(metric("acme", "letters", DAY, 1, "0.5"));
    report.take(metric("acme", "notes", DAY, 1, "0.25"));
    report.take(metric("zenith", "letters", DAY, 1, "1"));

    assertThat(report.rows(List.of(CostDimension.TENANT)))
        .extracting(CostReport.Row::values, CostReport.Row::cost)
        .containsExactly(
            tuple(List.of("acme"), money("0.75")), tuple(List.of("zenith"), money("1")));
    assertThat(report.rows(List.of(CostDimension.LANE, CostDimension.PIPELINE)))
        .extracting(CostReport.Row::values)
        .containsExactly(List.of("BULK", "letters"), List.of("BULK", "notes"));
    assertThat(report.total().cost()).isEqualTo(money("1.75"));
    assertThat(report.total().requests()).isEqualTo(3);
  }

  /** A price that is taken back makes the revision smaller. */
  @Test
  void takesTheLastRecordOfAWindowWhateverItsRevision() {
    report.take(metric("acme", "letters", DAY, 4, "0.5"));
    report.take(metric("acme", "letters", DAY, 4, "0.4"));
    assertThat(report.total().cost()).as("a price was corrected").isEqualTo(money("0.4"));

    report.take(metric("acme", "letters", DAY, 2, "0.1"));
    assertThat(report.total().cost()).as("a price was taken back").isEqualTo(money("0.1"));
  }

  @Test
  void passesOverOtherWindows() {
    report.take(metric("acme", "letters", DAY.minusSeconds(86_400), 1, "1"));
    report.take(metric("acme", "letters", DAY.plusSeconds(86_400), 1, "1"));
    CostMetric hour = metric("acme", "letters", DAY, 1, "1");
    hour.setWindowEnd(DAY.plusSeconds(3600));
    report.take(hour);

    assertThat(report.rows(List.of(CostDimension.TENANT))).isEmpty();
    assertThat(report.total().calls()).isZero();
  }

  @Test
  void tellsTiersApartThatReadAlike() {
    CostMetric unsaid = metric("acme", "letters", DAY, 1, "1");
    unsaid.setServiceTier(null);
    report.take(unsaid);
    report.take(metric("acme", "letters", DAY, 1, "1"));

    assertThat(report.rows(List.of(CostDimension.TIER)))
        .extracting(CostReport.Row::values)
        .containsExactly(List.of(""), List.of("default"));
  }

  @Test
  void keepsReplaysAndEvaluationsApartFromWhatIsWasted() {
    CostMetric metric = metric("acme", "letters", DAY, 1, "1");
    metric.getTotal().setCost(money("3"));
    metric.getOffline().setCost(money("2"));
    report.take(metric);

    CostReport.Row total = report.total();

    assertThat(total.cost()).isEqualByComparingTo("3");
    assertThat(total.useful()).isEqualByComparingTo("0.8");
    assertThat(total.wasted()).isEqualByComparingTo("0.2");
    assertThat(total.offline()).isEqualByComparingTo("2");
  }

  /** A window whose calls cost so much, a fifth of it for nothing. */
  public static CostMetric metric(
      String tenant, String pipeline, Instant start, long revision, String cost) {
    BigDecimal wasted = money(cost).multiply(new BigDecimal("0.2")).setScale(12);
    return CostMetric.newBuilder()
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setModelId("amazon.nova-micro-v1:0")
        .setModelVersion(1)
        .setServiceTier("default")
        .setLane(Lane.BULK)
        .setWindowStart(start)
        .setWindowEnd(start.plusSeconds(86_400))
        .setRevision(revision)
        .setRequests(1)
        .setTotal(spend(money(cost)))
        .setUseful(spend(money(cost).subtract(wasted)))
        .setRetries(spend(wasted))
        .setInvalidAnswers(spend(money("0")))
        .setPackedOverhead(spend(money("0")))
        .setShadows(spend(money("0")))
        .setEstimated(spend(money("0")))
        .build();
  }

  private static Spend spend(BigDecimal cost) {
    return new Spend(2L, new TokenUsage(10L, 1L, 5L, 0L, 0L), cost, 1L);
  }

  private static BigDecimal money(String amount) {
    return new BigDecimal(amount).setScale(12);
  }
}
