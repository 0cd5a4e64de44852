package dev.millrace.drift.domain.policy;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.PIPELINE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.record.RetrainingReason.DRIFT;
import static dev.millrace.record.RetrainingReason.LABELS;
import static dev.millrace.record.RetrainingReason.QUALITY;
import static dev.millrace.record.RetrainingReason.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.policy.RetrainingPolicy.Champion;
import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingPolicyTest {

  private static final PolicyRules RULES = rules(Duration.ofMinutes(1), 100);

  private static final Champion CHAMPION = new Champion(PIPELINE, VERSION);

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
    assertThat(play(windows, DRIFT)).hasSize(expected);
  }

  @Test
  void aHundredAlarmsMakeOneEventWithItsEvidence() {
    List<RetrainingEvent> events = play("B".repeat(100), DRIFT);

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
    String first = play("BB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String again = play("BBBB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String other = play("gBB", DRIFT).get(0).getId();
    policy = new RetrainingPolicy();
    String reason = play("BB", QUALITY).get(0).getId();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(reason).as("the same cause, seen by another sign").isEqualTo(first);
  }

  @Test
  void goesOnInAnotherLife() throws IOException {
    List<RetrainingEvent> events = new ArrayList<>(play("BB", DRIFT));
    policy = rewritten(policy);

    events.addAll(play("B".repeat(10), DRIFT, 2));

    assertThat(events).hasSize(1);
    assertThat(bytes(rewritten(policy))).isEqualTo(bytes(policy));
  }

  @Test
  void lateRecordsMayMakeAWindowWell() {
    policy.tell(window(DRIFT, VERSION, 0, true), RULES);
    policy.tell(window(DRIFT, VERSION, 0, false), RULES);
    policy.tell(window(DRIFT, VERSION, 1, true), RULES);

    assertThat(next(2)).isEmpty();
  }

  @Test
  void aCauseWithinTheCooldownWaits() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    assertThat(play("BBggg", DRIFT, 0, slow)).hasSize(1);
    assertThat(play("BB", QUALITY, 5, slow)).isEmpty();

    assertThat(policy.next(CHAMPION, BEGINNING + 11 * MINUTE, slow)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + 12 * MINUTE, slow))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(QUALITY));
  }

  @Test
  void aDayHasOnlySoMany() {
    PolicyRules two = rules(Duration.ofMinutes(1), 2);

    assertThat(play("BBgggBBgggBBggg", DRIFT, 0, two)).hasSize(2);
    assertThat(play("BB", DRIFT, 24 * 60 + 20, two)).hasSize(1);
  }

  @Test
  void onlyTheChampionIsFoundWanting() {
    for (int minute = 0; minute < 4; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, false), RULES);
      policy.tell(window(DRIFT, VERSION + 1, minute, true), RULES);
    }

    assertThat(next(4)).isEmpty();
  }

  @Test
  void aCauseOfTheFormerChampionIsToldOfTheNewOneWhereThatShowsIt() {
    Champion next = new Champion(PIPELINE, VERSION + 1);
    RetrainingEvent before = play("BBB", DRIFT).get(0);
    policy.tell(window(DRIFT, VERSION + 1, 1, true), RULES);
    policy.tell(window(DRIFT, VERSION + 1, 2, true), RULES);
    assertThat(next(4)).as("it is not the champion yet").isEmpty();

    RetrainingEvent again = policy.next(next, BEGINNING + 5 * MINUTE, RULES).orElseThrow();

    assertThat(again.getModelVersion()).isEqualTo(VERSION + 1);
    assertThat(again.getId()).isNotEqualTo(before.getId());
    assertThat(policy.next(next, BEGINNING + 60 * MINUTE, RULES)).as("once").isEmpty();
  }

  @Test
  void aCauseOfTheFormerChampionAloneIsOver() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    assertThat(play("BBggg", DRIFT, 0, slow)).hasSize(1);
    assertThat(play("BB", DRIFT, 5, slow)).as("waits").isEmpty();

    assertThat(policy.next(new Champion(PIPELINE, VERSION + 1), BEGINNING + 60 * MINUTE, slow))
        .isEmpty();
  }

  @Test
  void enoughLabelsAreAReasonOnce() {
    policy.seen(BEGINNING);
    policy.judged(49);
    assertThat(next(1)).isEmpty();
    policy.judged(1);

    assertThat(next(1))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(LABELS));
    assertThat(next(5)).isEmpty();
    policy.judged(49);
    assertThat(next(5)).isEmpty();
    policy.judged(1);
    assertThat(next(5)).isPresent();
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

    assertThat(play("BBBB", DRIFT, 0, quality)).isEmpty();
  }

  @Test
  void aChangeThatMakesAnswersWorseIsOneCause() {
    for (int minute = 0; minute < 2; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, true), RULES);
      policy.tell(window(QUALITY, VERSION, minute, true), RULES);
    }

    RetrainingEvent event = next(2).orElseThrow();
    assertThat(event.getReason()).isEqualTo(DRIFT);
    assertThat(event.getEvidence()).as("of both signs").hasSize(2);
    assertThat(next(60)).isEmpty();
    assertThat(play("B".repeat(9), QUALITY, 2)).isEmpty();
  }

  @Test
  void answersThatGetWorseBehindTheAlarmAreTheSameCause() {
    assertThat(play("BB", DRIFT)).hasSize(1);

    policy.tell(window(DRIFT, VERSION, 2, true), RULES);
    assertThat(play("BB", QUALITY, 2)).isEmpty();
    assertThat(next(60)).isEmpty();
  }

  @Test
  void whatAnEarlierLifeHasToldIsNotToldAgain() {
    RetrainingEvent before = play("BB", DRIFT).get(0);
    for (RetrainingReason sign : List.of(DRIFT, QUALITY)) {
      policy = new RetrainingPolicy();
      policy.recall(List.of(before));

      assertThat(play("gBBBB", sign)).as("begins a window later, by %s", sign).isEmpty();
      assertThat(play("gggBB", sign, 5)).as("another cause").hasSize(1);
    }
  }

  /** A cause that began soon after one whose event is known is another. */
  @Test
  void aKnownEventStandsForNoLaterCause() throws IOException {
    List<RetrainingEvent> events = new ArrayList<>(play("BBggg", DRIFT));
    policy = rewritten(policy);
    policy.recall(events);

    assertThat(play("BB", DRIFT, 5)).hasSize(1);
  }

  /** Its event waited until the cause was nearly over: the next one begins within three windows. */
  @Test
  void aKnownEventStandsForNoLaterCauseHoweverNear() {
    for (int minute = 0; minute < 4; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, minute < 2), RULES);
    }
    RetrainingEvent late = next(4).orElseThrow();
    policy.recall(List.of(late));
    policy.forgetBefore(BEGINNING);

    assertThat(play("gBB", DRIFT, 4)).hasSize(1);
  }

  /** While a cause shows, and three windows more, another sign is taken for it. */
  @ParameterizedTest
  @CsvSource({"2, 0", "3, 1", "30, 1"})
  void aCauseThatIsSeenNoMoreHidesNoOther(int minute, int expected) {
    assertThat(play("BB", DRIFT)).hasSize(1);

    assertThat(play("BB", QUALITY, minute)).hasSize(expected);
  }

  @Test
  void theCooldownGoesOnFromWhatAnEarlierLifeHasTold() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    RetrainingEvent before = play("BB", DRIFT, 0, slow).get(0);
    policy = new RetrainingPolicy();
    policy.recall(List.of(before));

    assertThat(play("BBggg", DRIFT, 0, slow)).isEmpty();
    assertThat(play("BB", QUALITY, 5, slow)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + 12 * MINUTE, slow)).isPresent();
  }

  @Test
  void anEventOfAnotherReasonStandsForNothing() {
    PolicyRules all =
        new PolicyRules(
            Set.of(DRIFT, LABELS, SCHEDULE),
            50,
            Duration.ofMinutes(60),
            100,
            new Persistence(2, 3));
    policy.recall(List.of(written(QUALITY, 0.5), written(LABELS, 50.0), written(SCHEDULE, 1.0)));
    assertThat(play("gBB", DRIFT, 30, all)).as("an answer's quality stands for it").isEmpty();

    policy = new RetrainingPolicy();
    policy.recall(List.of(written(LABELS, 50.0), written(SCHEDULE, 1.0)));
    assertThat(play("gBB", DRIFT, 30, all)).hasSize(1);

    policy = new RetrainingPolicy();
    policy.recall(List.of(written(DRIFT, 1_000.0), written(SCHEDULE, 1_000.0)));
    policy.seen(BEGINNING);
    policy.judged(50);
    assertThat(policy.next(CHAMPION, BEGINNING + 30 * MINUTE, all))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(LABELS));

    policy = new RetrainingPolicy();
    policy.recall(List.of(written(DRIFT, 1.0), written(LABELS, 50.0)));
    policy.seen(BEGINNING - 30 * MINUTE);
    assertThat(policy.next(CHAMPION, BEGINNING + 30 * MINUTE, all))
        .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo(SCHEDULE));
  }

  @Test
  void anEventThatTheStateDoesNotKnowStandsForOneCause() throws IOException {
    RetrainingPolicy checkpoint = rewritten(policy);
    List<RetrainingEvent> events = play("BBggg", DRIFT);
    policy = checkpoint;
    policy.recall(events);

    assertThat(play("BBgggBB", DRIFT)).as("the second cause, not the first").hasSize(1);
  }

  @Test
  void anEventOfAnotherVersionStandsForNothing() {
    RetrainingEvent before = play("BB", DRIFT).get(0);
    policy = new RetrainingPolicy();
    policy.recall(List.of(before));
    policy.tell(window(DRIFT, VERSION + 1, 0, true), RULES);
    policy.tell(window(DRIFT, VERSION + 1, 1, true), RULES);

    assertThat(policy.next(new Champion(PIPELINE, VERSION + 1), BEGINNING + 2 * MINUTE, RULES))
        .isPresent();
  }

  @Test
  void labelsThatAnEarlierLifeHasCountedAreNoReasonAgain() {
    policy.seen(BEGINNING);
    policy.judged(120);
    RetrainingEvent before = next(1).orElseThrow();
    policy = new RetrainingPolicy();
    policy.recall(List.of(before));
    policy.seen(BEGINNING);

    policy.judged(60);
    assertThat(next(5)).isEmpty();
    policy.judged(60);
    assertThat(next(5)).isEmpty();
    policy.judged(60);
    assertThat(next(9)).isPresent();
  }

  @Test
  void aDeclineIsBelievedAtOnceAndOverAtOnce() {
    policy.tell(decline(0, true), RULES);
    assertThat(next(1)).isPresent();
    policy.tell(decline(1, true), RULES);
    assertThat(next(5)).isEmpty();
    policy.tell(decline(5, false), RULES);
    policy.tell(decline(9, true), RULES);

    assertThat(next(10)).isPresent();
  }

  @Test
  void versionsWithoutTrafficAreForgotten() throws IOException {
    int empty = bytes(policy).length;
    policy.tell(window(DRIFT, VERSION, 0, false), RULES);
    policy.forgetBefore(BEGINNING + MINUTE);
    assertThat(bytes(policy).length).isGreaterThan(empty);
    policy.forgetBefore(BEGINNING + MINUTE + 1);

    assertThat(bytes(policy)).hasSize(empty);
  }

  @Test
  void eventsOfLongAgoAreForgotten() throws IOException {
    int empty = bytes(policy).length;
    play("BB", DRIFT);
    policy.forgetBefore(BEGINNING + 60 * MINUTE);

    assertThat(bytes(policy)).as("when, for the day").hasSize(empty + Long.BYTES);
    play("gggBB", DRIFT, 24 * 60 + 20);
    policy.forgetBefore(BEGINNING + 48 * 60 * MINUTE);

    assertThat(bytes(policy)).as("one day's").hasSize(empty + Long.BYTES);
  }

  /** In its topic at half past, whatever the state knows. */
  private static RetrainingEvent written(RetrainingReason reason, double threshold) {
    Instant at = Instant.ofEpochMilli(BEGINNING + 31 * MINUTE);
    Evidence evidence = new Evidence("some", null, null, threshold, threshold, at, at);
    return new RetrainingEvent("written", PIPELINE, VERSION, reason, List.of(evidence), at);
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

  private List<RetrainingEvent> play(String windows, RetrainingReason reason) {
    return play(windows, reason, 0);
  }

  private List<RetrainingEvent> play(String windows, RetrainingReason reason, int from) {
    return play(windows, reason, from, RULES);
  }

  private List<RetrainingEvent> play(
      String windows, RetrainingReason reason, int from, PolicyRules rules) {
    List<RetrainingEvent> events = new ArrayList<>();
    for (int i = 0; i < windows.length(); i++) {
      policy.tell(window(reason, VERSION, from + i, windows.charAt(i) == 'B'), rules);
      policy.next(CHAMPION, BEGINNING + (from + i + 1) * MINUTE, rules).ifPresent(events::add);
    }
    return events;
  }

  private Optional<RetrainingEvent> next(int minute) {
    return policy.next(CHAMPION, BEGINNING + minute * MINUTE, RULES);
  }

  private static Finding window(RetrainingReason reason, int version, int minute, boolean bad) {
    long start = BEGINNING + minute * MINUTE;
    Evidence evidence =
        new Evidence(
            "adjustedPValue",
            "/age",
            null,
            1e-6,
            0.01,
            Instant.ofEpochMilli(start),
            Instant.ofEpochMilli(start + MINUTE));
    Finding.Sign sign = reason == DRIFT ? Finding.Sign.DRIFTED : Finding.Sign.WORSE;
    return new Finding(sign, version, start, start + MINUTE, bad ? List.of(evidence) : List.of());
  }

  private static PolicyRules rules(Duration cooldown, int maxPerDay) {
    return new PolicyRules(
        Set.of(DRIFT, QUALITY, LABELS), 50, cooldown, maxPerDay, new Persistence(2, 3));
  }

  private static RetrainingPolicy rewritten(RetrainingPolicy policy) throws IOException {
    return RetrainingPolicy.read(new DataInputStream(new ByteArrayInputStream(bytes(policy))));
  }

  private static byte[] bytes(RetrainingPolicy policy) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    policy.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
