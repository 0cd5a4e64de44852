package dev.millrace.publisher.domain.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.AlertState;
import dev.millrace.record.Severity;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlarmsTest {

  private static final Instant BEGINNING = SampleFigures.BEGINNING;
  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Set<String> SILENCE = Set.of("consumer-lag", "publisher-silent");

  static {
    TrustedRecords.install();
  }

  private final Alarms alarms = new Alarms(BEGINNING);
  private Instant now = BEGINNING;

  @Test
  void opensWhereASumIsReachedByAllTogether() {
    letters("triage", 6);

    assertThat(changed(alarms)).isEmpty();

    pass(Duration.ofMinutes(2));
    letters("refunds", 4);

    List<Alert> changed = changed(alarms);
    assertThat(changed).hasSize(1);
    Alert alert = changed.get(0);
    assertThat(alert.getKind()).isEqualTo(AlertKind.DEAD_LETTERS);
    assertThat(alert.getRule()).isEqualTo("dead-letters");
    assertThat(alert.getSubject()).isEqualTo("factory");
    assertThat(alert.getState()).isEqualTo(AlertState.OPEN);
    assertThat(alert.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(alert.getOpenedAt()).isEqualTo(now);
    assertThat(alert.getText())
        .isEqualTo(
            "Records cannot go on: millrace.dead.letters is 10 in 5 min, most of it"
                + " triage/ingestion/MALFORMED_JSON (6), refunds/ingestion/MALFORMED_JSON (4);"
                + " it rings from 10 on");
    assertThat(alert.getFigures().get(0).getValue()).isEqualByComparingTo("10");
    assertThat(alert.getFigures().get(1).getValue()).isEqualByComparingTo("10");
  }

  @Test
  void countsOnlyTheLastPeriod() {
    letters("triage", 9);
    pass(PERIOD);
    letters("triage", 9);

    assertThat(changed(alarms)).isEmpty();
  }

  @Test
  void tellsOnceOfWhatStaysOpen() {
    letters("triage", 10);
    assertThat(changed(alarms)).hasSize(1);

    pass(Duration.ofMinutes(1));
    letters("triage", 50);

    assertThat(changed(alarms)).isEmpty();
    assertThat(alarms.open()).isEqualTo(1);
  }

  @Test
  void closesAfterAWholePeriodOfCalm() {
    letters("triage", 10);
    Alert opened = changed(alarms).get(0);

    // It is in the sum for a period, and then there is calm for another.
    pass(PERIOD.minus(SECOND));
    assertThat(changed(alarms)).isEmpty();
    pass(PERIOD.minus(SECOND));
    assertThat(changed(alarms)).isEmpty();
    pass(SECOND);

    List<Alert> changed = changed(alarms);
    assertThat(changed).hasSize(1);
    assertThat(changed.get(0).getId()).isEqualTo(opened.getId());
    assertThat(changed.get(0).getState()).isEqualTo(AlertState.CLOSED);
    assertThat(changed.get(0).getClosedAt()).isEqualTo(now);
    assertThat(changed.get(0).getText()).startsWith("over after 9 min: Records cannot go on");
    assertThat(alarms.open()).isZero();
  }

  @Test
  void goesUpAndDownAroundAThresholdAsOneAlert() {
    List<Alert> told = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      letters("triage", minute % 6 == 0 ? 10 : 0);
      told.addAll(changed(alarms));
      pass(Duration.ofMinutes(1));
    }

    assertThat(told).hasSize(1);
  }

  @Test
  void opensAnewUnderAnotherIdOnceItWasOver() {
    letters("triage", 10);
    Alert first = changed(alarms).get(0);
    for (int minute = 0; minute < 20; minute++) {
      pass(Duration.ofMinutes(1));
      changed(alarms);
    }
    letters("triage", 10);

    assertThat(changed(alarms))
        .singleElement()
        .satisfies(second -> assertThat(second.getId()).isNotEqualTo(first.getId()));
  }

  @Test
  void tellsGaugesApart() {
    drift("triage", "3", 1, 2);
    drift("triage", "4", 1, 0);
    drift("refunds", "1", 1, 1);

    assertThat(changed(alarms))
        .extracting(Alert::getSubject, Alert::getPipeline)
        .containsExactlyInAnyOrder(tuple("triage/3", "triage"), tuple("refunds/1", "refunds"));
  }

  @Test
  void holdsAGaugeUntilANewWindowSaysOtherwise() {
    drift("triage", "3", 1, 2);
    assertThat(changed(alarms)).hasSize(1);

    pass(Duration.ofMinutes(50));
    assertThat(changed(alarms)).isEmpty();

    drift("triage", "3", 2, 0);
    assertThat(changed(alarms)).isEmpty();
    pass(PERIOD);

    assertThat(changed(alarms)).extracting(Alert::getState).containsExactly(AlertState.CLOSED);
  }

  @Test
  void closesWhereAGaugeSaysNothingAnyMore() {
    drift("triage", "3", 1, 2);
    changed(alarms);

    pass(Duration.ofMinutes(59));
    assertThat(changed(alarms)).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(changed(alarms)).isEmpty();
    pass(PERIOD);

    assertThat(changed(alarms)).extracting(Alert::getState).containsExactly(AlertState.CLOSED);
  }

  @Test
  void takesTheWorstOfSeveralFiguresOfOneWindow() {
    quality("accuracy", 1, 1);
    quality("macroF1", 1, 0);

    assertThat(changed(alarms)).hasSize(1);
  }

  @Test
  void takesNoNoticeOfALateRevisionOfAnEarlierWindow() {
    quality("accuracy", 2, 0);
    quality("accuracy", 1, 1);

    assertThat(changed(alarms)).isEmpty();
  }

  @Test
  void countsTheDifferenceOfAWindowThatIsToldAgain() {
    unpriced(1, 1);
    assertThat(changed(alarms)).hasSize(1);
    for (int minute = 0; minute < 20; minute++) {
      pass(Duration.ofMinutes(1));
      changed(alarms);
    }

    unpriced(2, 1);
    assertThat(changed(alarms)).isEmpty();

    unpriced(3, 2);
    assertThat(changed(alarms)).extracting(Alert::getSubject).containsExactly("nova");
  }

  @Test
  void takesOldNewsForNone() {
    pass(Duration.ofHours(2));
    unpriced(1, 5);

    assertThat(changed(alarms)).isEmpty();
  }

  @Test
  void ringsWhereNobodyTellsWhatHasToBeTold() {
    lag(0);
    batches(1);
    pass(Duration.ofMinutes(14));
    assertThat(alarms.changed(now)).isEmpty();

    pass(Duration.ofMinutes(1));

    List<Alert> changed = alarms.changed(now);
    assertThat(changed)
        .extracting(Alert::getRule)
        .containsExactlyInAnyOrder("consumer-lag", "publisher-silent");
    assertThat(changed.get(0).getText()).contains("unknown, nobody has told it for 15 min");
  }

  @Test
  void isSilentItselfUntilAPeriodHasPassed() {
    pass(Duration.ofMinutes(15).minus(SECOND));

    assertThat(alarms.changed(now)).isEmpty();
  }

  @Test
  void ringsWhereBatchesAreNoneThoughSomebodySaysSo() {
    batches(0);
    lag(0);
    for (int minute = 0; minute < 15; minute++) {
      pass(Duration.ofMinutes(1));
      batches(0);
      lag(0);
    }

    assertThat(alarms.changed(now)).extracting(Alert::getRule).containsExactly("publisher-silent");
  }

  @Test
  void opensByWhatWasKnownAtAPastMoment() {
    letters("triage", 10);
    pass(Duration.ofHours(3));

    assertThat(alarms.opened(BEGINNING)).extracting(Alert::getOpenedAt).containsExactly(BEGINNING);
    assertThat(changed(alarms)).extracting(Alert::getState).contains(AlertState.CLOSED);
  }

  @Test
  void closesNoLagWhileNobodyTellsAny() {
    lag(10_000);
    assertThat(lags()).hasSize(1);
    List<Alert> told = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      told.addAll(lags());
    }

    assertThat(told).extracting(Alert::getSubject).containsExactly("factory");

    lag(0);

    assertThat(lags())
        .extracting(Alert::getSubject, Alert::getState)
        .contains(tuple("millrace-drift/predictions", AlertState.CLOSED));
  }

  @Test
  void opensByInquiryWhatHangsOnNoRecord() {
    letters("triage", 10);
    behind(600);
    lag(10_000);

    assertThat(alarms.openedByInquiry(now))
        .extracting(Alert::getRule)
        .containsExactly("consumer-lag");
  }

  @Test
  void tellsAgainOfWhatIsOpenForAWeek() {
    drift("triage", "3", 1, 2);
    Alert opened = changed(alarms).get(0);
    List<Alert> told = new ArrayList<>();
    for (int hour = 1; hour <= 7 * 24; hour++) {
      pass(Duration.ofHours(1));
      drift("triage", "3", 1 + 60 * hour, 2);
      lag(0);
      batches(1);
      told.addAll(changed(alarms));
    }

    assertThat(told).filteredOn(alert -> alert.getRule().equals("drift")).containsExactly(opened);
  }

  @Test
  void leavesBudgetsToWhoKeepsThem() {
    alarms.take(
        SampleFigures.reading("budget", 1, Map.of(Dimension.BUDGET, "b"), Metric.BUDGET_USED, 1),
        now);

    assertThat(changed(alarms)).isEmpty();
  }

  /** But for what rings because nobody says anything, which others test. */
  private List<Alert> changed(Alarms those) {
    return those.changed(now).stream().filter(alert -> !SILENCE.contains(alert.getRule())).toList();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void letters(String pipeline, int count) {
    if (count > 0) {
      alarms.take(SampleFigures.letters(now, pipeline, count), now);
    }
  }

  private void drift(String pipeline, String version, int minute, int features) {
    alarms.take(SampleFigures.drift(pipeline, version, minute, features), now);
  }

  private void quality(String name, int minute, int isBelow) {
    alarms.take(
        SampleFigures.reading(
            "quality/" + name,
            minute,
            Map.of(Dimension.PIPELINE, "triage", Dimension.VERSION, "3"),
            Metric.QUALITY_BELOW_TARGET,
            isBelow),
        now);
  }

  /** Of one window, which began with everything else. */
  private void unpriced(int revision, int calls) {
    alarms.take(
        new Reading(
            "cost",
            BEGINNING,
            BEGINNING.plusSeconds(60),
            Manner.REPLACES,
            revision,
            Optional.of("acme"),
            Map.of(Dimension.PIPELINE, "triage", Dimension.MODEL, "nova"),
            Map.of(Metric.COST_UNPRICED_CALLS, BigDecimal.valueOf(calls))),
        now);
  }

  private List<Alert> lags() {
    return alarms.changed(now).stream()
        .filter(alert -> alert.getRule().equals("consumer-lag"))
        .toList();
  }

  private void behind(long seconds) {
    alarms.take(SampleFigures.behind(now, seconds));
  }

  private void lag(long offsets) {
    alarms.take(
        SampleFigures.sample(
            now,
            Metric.CONSUMER_LAG,
            Map.of(Dimension.GROUP, "millrace-drift", Dimension.TOPIC, "predictions"),
            offsets));
  }

  private void batches(long count) {
    alarms.take(SampleFigures.sample(now, Metric.PUBLISHED_BATCHES, Map.of(), count));
  }
}
