package dev.millrace.publisher.domain.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.schemas.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Alarms that go on from what another life has told. */
class RestoredAlarmsTest {

  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final Set<String> SILENCE = Set.of("consumer-lag", "publisher-silent");

  static {
    TrustedRecords.install();
  }

  private Instant now = SampleFigures.BEGINNING;
  private final Alarms alarms = new Alarms(now);

  @Test
  void goesOnWithWhatWasToldBefore() {
    alarms.take(SampleFigures.letters(now, "triage", 10), now);
    Alert opened = changed(alarms).get(0);

    Alarms next = new Alarms(now);
    next.restore(opened, now);
    next.take(SampleFigures.letters(now, "triage", 10), now);
    assertThat(changed(next)).isEmpty();
    pass(PERIOD.multipliedBy(2));

    assertThat(changed(next))
        .singleElement()
        .satisfies(
            closed -> {
              assertThat(closed.getId()).isEqualTo(opened.getId());
              assertThat(closed.getState()).isEqualTo(AlertState.CLOSED);
            });
  }

  @Test
  void staysOpenForTheNextWindowWhereTheLastIsTooLongAgoToBeReadAgain() {
    alarms.take(SampleFigures.drift("triage", "3", 1, 2), now);
    Alert opened = changed(alarms).get(0);
    pass(Duration.ofHours(2));

    Alarms next = new Alarms(now);
    next.restore(opened, now);
    pass(Duration.ofHours(23));
    assertThat(changed(next)).isEmpty();
    next.take(SampleFigures.drift("triage", "3", 24 * 60, 0), now);

    assertThat(changed(next))
        .extracting(Alert::getId, Alert::getState)
        .containsExactly(tuple(opened.getId(), AlertState.CLOSED));
  }

  @Test
  void closesInADayWhatNoWindowIsToldOfAnyMore() {
    alarms.take(SampleFigures.drift("triage", "3", 1, 2), now);
    Alert opened = changed(alarms).get(0);

    Alarms next = new Alarms(now);
    next.restore(opened, now);
    pass(Duration.ofDays(1));

    assertThat(changed(next)).extracting(Alert::getState).containsExactly(AlertState.CLOSED);
  }

  @Test
  void leavesStalledWindowsOpenUntilAnotherLifeKnows() {
    alarms.take(SampleFigures.behind(now, 600));
    Alert opened = changed(alarms).get(0);

    Alarms next = new Alarms(now);
    next.restore(opened, now);
    pass(PERIOD.multipliedBy(3));
    assertThat(changed(next)).isEmpty();
    next.take(SampleFigures.behind(now, 0));

    assertThat(changed(next))
        .extracting(Alert::getId, Alert::getState)
        .containsExactly(tuple(opened.getId(), AlertState.CLOSED));
  }

  @Test
  void leavesAlertsOfOthersAlone() {
    alarms.take(SampleFigures.letters(now, "triage", 10), now);
    Alert budget =
        Alert.newBuilder(changed(alarms).get(0))
            .setRule("threshold-80")
            .setSubject("b@acme")
            .build();
    Alarms next = new Alarms(now);
    next.restore(budget, now);
    pass(Duration.ofMinutes(14));

    assertThat(changed(next)).isEmpty();
    assertThat(next.open()).isZero();
  }

  /** But for what rings because nobody says anything. */
  private List<Alert> changed(Alarms those) {
    return those.changed(now).stream().filter(alert -> !SILENCE.contains(alert.getRule())).toList();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
