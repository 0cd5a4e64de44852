package dev.millrace.drift.domain.policy;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.PIPELINE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.policy.PolicyWindows.CHAMPION;
import static dev.millrace.drift.domain.policy.PolicyWindows.RULES;
import static dev.millrace.drift.domain.policy.PolicyWindows.next;
import static dev.millrace.drift.domain.policy.PolicyWindows.play;
import static dev.millrace.drift.domain.policy.PolicyWindows.rules;
import static dev.millrace.drift.domain.policy.PolicyWindows.window;
import static dev.millrace.record.RetrainingReason.DRIFT;
import static dev.millrace.record.RetrainingReason.LABELS;
import static dev.millrace.record.RetrainingReason.QUALITY;
import static dev.millrace.record.RetrainingReason.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.policy.RetrainingPolicy.Champion;
import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingPolicyTest {

  private RetrainingPolicy policy = new RetrainingPolicy();

  /** B is a bad window, g a good one; the digit is how many events there are at last. */
  @ParameterizedTest
  @CsvSource({
    "g, 0",
    "B, 0",
    "BB, 1",
    "BgB, 1",
    "BggB, 0",
    "BBBBBBBBBBBBBBBBBBBB, 1",
    "BBgBgBgBB, 1",
    "BBggB, 1",
    "BBgggB, 1",
    "BBgggBB, 2",
    "BBgggBBgggBgB, 3"
  })
  void oneCauseMakesOneEvent(String windows, int expected) {
    assertThat(play(policy, windows, DRIFT)).hasSize(expected);
  }

  @Test
  void aHundredAlarmsMakeOneEventWithItsEvidence() {
    List<RetrainingEvent> events = play(policy, "B".repeat(100), DRIFT);

    assertThat(events).hasSize(1);
    RetrainingEvent event = events.get(0);
    assertThat(event.getReason()).isEqualTo(DRIFT);
    assertThat(event.getModelVersion()).isEqualTo(VERSION);
    assertThat(event.getEvidence())
        .singleElement()
        .extracting(Evidence::getFeature)
        .isEqualTo("/age");
    assertThat(event.getDetectedAt()).isEqualTo(Instant.ofEpochMilli(BEGINNING + 2 * MINUTE));
  }

  @Test
  void theSameCauseHasTheSameId() {
    String first = play(policy, "BB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String again = play(policy, "BBBB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String other = play(policy, "gBB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String reason = play(policy, "BB", QUALITY).get(0).getId();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(reason).as("the same cause, seen by another sign").isEqualTo(first);
  }

  @Test
  void lateRecordsMayMakeAWindowWell() {
    policy.tell(window(DRIFT, VERSION, 0, true), RULES);
    policy.tell(window(DRIFT, VERSION, 0, false), RULES);
    policy.tell(window(DRIFT, VERSION, 1, true), RULES);

    assertThat(next(policy, 2)).isEmpty();
  }

  @Test
  void aCauseWithinTheCooldownWaits() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    assertThat(play(policy, "BBggg", DRIFT, 0, slow)).hasSize(1);
    assertThat(play(policy, "BB", QUALITY, 5, slow)).isEmpty();

    assertThat(policy.next(CHAMPION, BEGINNING + 11 * MINUTE, slow)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + 12 * MINUTE, slow))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(QUALITY));
  }

  @Test
  void aDayHasOnlySoMany() {
    PolicyRules two = rules(Duration.ofMinutes(1), 2);

    assertThat(play(policy, "BBgggBBgggBBggg", DRIFT, 0, two)).hasSize(2);
    assertThat(play(policy, "BB", DRIFT, 24 * 60 + 20, two)).hasSize(1);
  }

  @Test
  void onlyTheChampionIsFoundWanting() {
    for (int minute = 0; minute < 4; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, false), RULES);
      policy.tell(window(DRIFT, VERSION + 1, minute, true), RULES);
    }

    assertThat(next(policy, 4)).isEmpty();
  }

  @Test
  void aCauseOfTheFormerChampionIsToldOfTheNewOneWhereThatShowsIt() {
    Champion next = new Champion(PIPELINE, VERSION + 1);
    RetrainingEvent before = play(policy, "BBB", DRIFT).get(0);
    policy.tell(window(DRIFT, VERSION + 1, 1, true), RULES);
    policy.tell(window(DRIFT, VERSION + 1, 2, true), RULES);
    assertThat(next(policy, 4)).as("it is not the champion yet").isEmpty();

    RetrainingEvent again = policy.next(next, BEGINNING + 5 * MINUTE, RULES).orElseThrow();

    assertThat(again.getModelVersion()).isEqualTo(VERSION + 1);
    assertThat(again.getId()).isNotEqualTo(before.getId());
    assertThat(policy.next(next, BEGINNING + 60 * MINUTE, RULES)).as("once").isEmpty();
  }

  @Test
  void aCauseOfTheFormerChampionAloneIsOver() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    assertThat(play(policy, "BBggg", DRIFT, 0, slow)).hasSize(1);
    assertThat(play(policy, "BB", DRIFT, 5, slow)).as("waits").isEmpty();

    assertThat(policy.next(new Champion(PIPELINE, VERSION + 1), BEGINNING + 60 * MINUTE, slow))
        .isEmpty();
  }

  @Test
  void enoughLabelsAreAReasonOnce() {
    policy.seen(BEGINNING);
    policy.judged(49);
    assertThat(next(policy, 1)).isEmpty();
    policy.judged(1);

    assertThat(next(policy, 1))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(LABELS));
    assertThat(next(policy, 5)).isEmpty();
    policy.judged(49);
    assertThat(next(policy, 5)).isEmpty();
    policy.judged(1);
    assertThat(next(policy, 5)).isPresent();
  }

  @Test
  void timeIsAReasonFromTheFirstTrafficOn() {
    PolicyRules scheduled =
        new PolicyRules(Set.of(SCHEDULE), 0, Duration.ofMinutes(60), 100, new Persistence(2, 3));
    assertThat(policy.next(CHAMPION, BEGINNING, scheduled)).isEmpty();
    policy.seen(BEGINNING);
    assertThat(policy.next(CHAMPION, BEGINNING + 59 * MINUTE, scheduled)).isEmpty();

    assertThat(policy.next(CHAMPION, BEGINNING + 60 * MINUTE, scheduled)).isPresent();
    assertThat(policy.next(CHAMPION, BEGINNING + 119 * MINUTE, scheduled)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + 120 * MINUTE, scheduled)).isPresent();
  }

  @Test
  void reasonsThatTheSpecDoesNotNameAreNone() {
    PolicyRules quality =
        new PolicyRules(Set.of(QUALITY), 0, Duration.ofMinutes(1), 100, new Persistence(2, 3));

    assertThat(play(policy, "BBBB", DRIFT, 0, quality)).isEmpty();
  }

  @Test
  void aChangeThatMakesAnswersWorseIsOneCause() {
    for (int minute = 0; minute < 2; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, true), RULES);
      policy.tell(window(QUALITY, VERSION, minute, true), RULES);
    }

    RetrainingEvent event = next(policy, 2).orElseThrow();
    assertThat(event.getReason()).isEqualTo(DRIFT);
    assertThat(event.getEvidence()).as("of both signs").hasSize(2);
    assertThat(next(policy, 60)).isEmpty();
    assertThat(play(policy, "B".repeat(9), QUALITY, 2)).isEmpty();
  }

  @Test
  void answersThatGetWorseBehindTheAlarmAreTheSameCause() {
    assertThat(play(policy, "BB", DRIFT)).hasSize(1);

    policy.tell(window(DRIFT, VERSION, 2, true), RULES);
    assertThat(play(policy, "BB", QUALITY, 2)).isEmpty();
    assertThat(next(policy, 60)).isEmpty();
  }

  /** While a cause shows, and three windows more, another sign is taken for it. */
  @ParameterizedTest
  @CsvSource({"2, 0", "3, 1", "30, 1"})
  void aCauseThatIsSeenNoMoreHidesNoOther(int minute, int expected) {
    assertThat(play(policy, "BB", DRIFT)).hasSize(1);

    assertThat(play(policy, "BB", QUALITY, minute)).hasSize(expected);
  }

  @Test
  void aDeclineIsBelievedAtOnceAndOverAtOnce() {
    policy.tell(decline(0, true), RULES);
    assertThat(next(policy, 1)).isPresent();
    policy.tell(decline(1, true), RULES);
    assertThat(next(policy, 5)).isEmpty();
    policy.tell(decline(5, false), RULES);
    policy.tell(decline(9, true), RULES);

    assertThat(next(policy, 10)).isPresent();
  }

  private static Finding decline(int minute, boolean bad) {
    Finding window = window(QUALITY, VERSION, minute, bad);
    return new Finding(
        Finding.Sign.DECLINING,
        VERSION,
        window.startMillis(),
        window.endMillis(),
        window.evidence());
  }
}
