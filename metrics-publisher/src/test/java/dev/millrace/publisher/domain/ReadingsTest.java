package dev.millrace.publisher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Lane;
import dev.millrace.record.ModelRun;
import dev.millrace.record.Outlook;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RunState;
import dev.millrace.record.Spend;
import dev.millrace.record.Stage;
import dev.millrace.record.TokenUsage;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import dev.millrace.schemas.testing.SampleRecords;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadingsTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  /** Avro makes records only of classes that somebody trusts. */
  @BeforeAll
  static void trustRecords() {
    List<Topic<?>> unused = Topics.all();
  }

  @Test
  void readsWhatTheCallsOfAMinuteCost() {
    Reading reading = Readings.of(cost(Duration.ofMinutes(1))).orElseThrow();

    assertThat(reading.tenant()).contains("acme");
    assertThat(reading.labels())
        .containsEntry(Dimension.MODEL, "nova")
        .containsEntry(Dimension.LANE, "bulk")
        .containsEntry(Dimension.TIER, "default");
    assertThat(reading.figures().get(Metric.COST_SPENT)).isEqualByComparingTo("7");
    assertThat(reading.figures().get(Metric.COST_WASTED)).isEqualByComparingTo("1");
    assertThat(reading.figures().get(Metric.COST_CALLS)).isEqualByComparingTo("5");
    assertThat(reading.figures().get(Metric.COST_INPUT_TOKENS)).isEqualByComparingTo("10");
  }

  @Test
  void leavesHoursAndDaysToCloudWatch() {
    assertThat(Readings.of(cost(Duration.ofHours(1)))).isEmpty();
  }

  @Test
  void readsHowManyAnswersWereJudgedAndHowManyWereRight() {
    QualityMetric accuracy =
        quality("accuracy", 0.75, Verdict.DRIFTED)
            .setCurrentCount(8)
            .setLabelCoverage(0.5)
            .setTarget(0.9)
            .build();

    Reading reading = Readings.of(accuracy).orElseThrow();

    assertThat(reading.labels())
        .isEqualTo(Map.of(Dimension.PIPELINE, "triage", Dimension.VERSION, "2"));
    assertThat(reading.figures())
        .containsEntry(Metric.QUALITY_ACCURACY, new BigDecimal("0.75"))
        .containsEntry(Metric.QUALITY_COVERAGE, new BigDecimal("0.5"))
        .containsEntry(Metric.QUALITY_BELOW_TARGET, BigDecimal.ONE)
        .containsEntry(Metric.ANSWERS_JUDGED, new BigDecimal("8"))
        .containsEntry(Metric.ANSWERS_RIGHT, new BigDecimal("6"));
  }

  @Test
  void readsHowManyFeaturesDrifted() {
    Reading reading =
        Readings.of(quality("drifted", 3.0, Verdict.DRIFTED).setModelVersion(null).build())
            .orElseThrow();

    assertThat(reading.labels()).containsEntry(Dimension.VERSION, "all");
    assertThat(reading.figures().get(Metric.DRIFTED_FEATURES)).isEqualByComparingTo("3");
  }

  @Test
  void leavesOutFeaturesSegmentsAndWhatIsNotKnown() {
    assertThat(Readings.of(quality("psi", 0.1, Verdict.STABLE).setFeature("/body").build()))
        .isEmpty();
    assertThat(Readings.of(quality("accuracy", 1.0, Verdict.STABLE).setSegment("de").build()))
        .isEmpty();
    assertThat(Readings.of(quality("accuracy", 1.0, Verdict.STABLE).setValue(null).build()))
        .isEmpty();
    assertThat(Readings.of(quality("brier", 0.1, Verdict.STABLE).build())).isEmpty();
  }

  @Test
  void readsWhatIsLeftOfABudget() {
    Reading reading =
        Readings.of(
            BudgetStatus.newBuilder()
                .setBudget("daily")
                .setTenant("acme")
                .setWindow("1d")
                .setWindowStart(NOON)
                .setWindowEnd(NOON.plus(Duration.ofDays(1)))
                .setLimit(dollars("5"))
                .setSpent(dollars("6"))
                .setWasted(dollars("0"))
                .setUnpricedCalls(0)
                .setShare(new BigDecimal("1.200000"))
                .setAction(BudgetAction.ALERT)
                .setExceeded(true)
                .setForecast(BudgetForecast.newBuilder().setOutlook(Outlook.REACHED).build())
                .setAsOf(NOON.plusSeconds(120))
                .build());

    assertThat(reading.start()).isEqualTo(NOON.plusSeconds(60));
    assertThat(reading.figures().get(Metric.BUDGET_LEFT)).isEqualByComparingTo("-1");
    assertThat(reading.figures().get(Metric.BUDGET_USED)).isEqualByComparingTo("1.2");
  }

  @Test
  void countsALetterInItsMinuteAndPartition() {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setStage(Stage.INGESTION)
            .setCause("TOO_LARGE")
            .setDetail("")
            .setTopic("raw-events")
            .setPartition(0)
            .setOffset(0)
            .setFailedAt(NOON.plusSeconds(59))
            .build();

    Reading reading = Readings.of(letter, "dead-letters-0");

    assertThat(reading.start()).isEqualTo(NOON);
    assertThat(reading.labels())
        .isEqualTo(
            Map.of(
                Dimension.PIPELINE, "(unknown)",
                Dimension.STAGE, "ingestion",
                Dimension.CAUSE, "TOO_LARGE"));
    assertThat(reading.window()).isNotEqualTo(Readings.of(letter, "dead-letters-1").window());
  }

  @Test
  void readsThatACanaryWasTakenBackInTheMinuteItWas() {
    ModelRun run = new SampleRecords(new Random(7)).next(Topics.MODEL_RUNS);
    run.setPipeline("triage");
    run.setSince(NOON.plusSeconds(42));
    run.setState(RunState.CANARY);
    assertThat(Readings.of(run)).isEmpty();

    run.setState(RunState.ROLLED_BACK);

    Reading reading = Readings.of(run).orElseThrow();
    assertThat(reading.start()).isEqualTo(NOON);
    assertThat(reading.labels()).isEqualTo(Map.of(Dimension.PIPELINE, "triage"));
    assertThat(reading.figures()).isEqualTo(Map.of(Metric.MODEL_ROLLBACKS, BigDecimal.ONE));
    run.setChangedAt(NOON.plusSeconds(600));
    assertThat(Readings.of(run)).contains(reading);
  }

  private static CostMetric cost(Duration window) {
    return CostMetric.newBuilder()
        .setTenant("acme")
        .setPipeline("triage")
        .setModelId("nova")
        .setModelVersion(1)
        .setLane(Lane.BULK)
        .setWindowStart(NOON)
        .setWindowEnd(NOON.plus(window))
        .setRevision(5)
        .setRequests(5)
        .setTotal(spend("7"))
        .setUseful(spend("2"))
        .setRetries(spend("1"))
        .setInvalidAnswers(spend("0"))
        .setPackedOverhead(spend("0"))
        .setShadows(spend("0"))
        .setEstimated(spend("0"))
        .setOffline(spend("4"))
        .build();
  }

  private static Spend spend(String cost) {
    return new Spend(5L, new TokenUsage(10L, 1L, 0L, 0L, 0L), dollars(cost), 0L);
  }

  private static BigDecimal dollars(String text) {
    return new BigDecimal(text).setScale(12);
  }

  private static QualityMetric.Builder quality(String name, double value, Verdict verdict) {
    return QualityMetric.newBuilder()
        .setPipeline("triage")
        .setModelVersion(2)
        .setName(name)
        .setWindowStart(NOON)
        .setWindowEnd(NOON.plusSeconds(300))
        .setRevision(1)
        .setValue(value)
        .setReferenceCount(16)
        .setCurrentCount(16)
        .setVerdict(verdict);
  }
}
