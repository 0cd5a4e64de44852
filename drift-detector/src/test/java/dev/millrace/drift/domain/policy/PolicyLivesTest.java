package dev.millrace.drift.domain.policy;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.PIPELINE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.policy.PolicyWindows.CHAMPION;
import static dev.millrace.drift.domain.policy.PolicyWindows.RULES;
import static dev.millrace.drift.domain.policy.PolicyWindows.bytes;
import static dev.millrace.drift.domain.policy.PolicyWindows.next;
import static dev.millrace.drift.domain.policy.PolicyWindows.play;
import static dev.millrace.drift.domain.policy.PolicyWindows.rewritten;
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
import dev.millrace.record.RetrainingReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy knows of its earlier lives, by its state and by what it told, and forgets. */
class PolicyLivesTest {

  private RetrainingPolicy policy = new RetrainingPolicy();

  @Test
  void goesOnInAnotherLife() throws IOException {
    List<RetrainingEvent> events = new ArrayList<>(play(policy, "BB", DRIFT));
    policy = rewritten(policy);

    events.addAll(play(policy, "B".repeat(10), DRIFT, 2));

    assertThat(events).hasSize(1);
    assertThat(bytes(rewritten(policy))).isEqualTo(bytes(policy));
  }

  @Test
  void whatAnEarlierLifeHasToldIsNotToldAgain() {
    RetrainingEvent before = play(policy, "BB", DRIFT).get(0);
    for (RetrainingReason sign : List.of(DRIFT, QUALITY)) {
      policy = new RetrainingPolicy();
      policy.recall(List.of(before));

      assertThat(play(policy, "gBBBB", sign)).as("begins a window later, by %s", sign).isEmpty();
      assertThat(play(policy, "gggBB", sign, 5)).as("another cause").hasSize(1);
    }
  }

  /** A cause that began soon after one whose event is known is another. */
  @Test
  void aKnownEventStandsForNoLaterCause() throws IOException {
    List<RetrainingEvent> events = new ArrayList<>(play(policy, "BBggg", DRIFT));
    policy = rewritten(policy);
    policy.recall(events);

    assertThat(play(policy, "BB", DRIFT, 5)).hasSize(1);
  }

  /** Its event waited until the cause was nearly over: the next one begins within three windows. */
  @Test
  void aKnownEventStandsForNoLaterCauseHoweverNear() {
    for (int minute = 0; minute < 4; minute++) {
      policy.tell(window(DRIFT, VERSION, minute, minute < 2), RULES);
    }
    RetrainingEvent late = next(policy, 4).orElseThrow();
    policy.recall(List.of(late));
    policy.forgetBefore(BEGINNING);

    assertThat(play(policy, "gBB", DRIFT, 4)).hasSize(1);
  }

  @Test
  void theCooldownGoesOnFromWhatAnEarlierLifeHasTold() {
    PolicyRules slow = rules(Duration.ofMinutes(10), 100);
    RetrainingEvent before = play(policy, "BB", DRIFT, 0, slow).get(0);
    policy = new RetrainingPolicy();
    policy.recall(List.of(before));

    assertThat(play(policy, "BBggg", DRIFT, 0, slow)).isEmpty();
    assertThat(play(policy, "BB", QUALITY, 5, slow)).isEmpty();
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
    assertThat(play(policy, "gBB", DRIFT, 30, all))
        .as("an answer's quality stands for it")
        .isEmpty();

    policy = new RetrainingPolicy();
    policy.recall(List.of(written(LABELS, 50.0), written(SCHEDULE, 1.0)));
    assertThat(play(policy, "gBB", DRIFT, 30, all)).hasSize(1);

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
    List<RetrainingEvent> events = play(policy, "BBggg", DRIFT);
    policy = checkpoint;
    policy.recall(events);

    assertThat(play(policy, "BBgggBB", DRIFT)).as("the second cause, not the first").hasSize(1);
  }

  @Test
  void anEventOfAnotherVersionStandsForNothing() {
    RetrainingEvent before = play(policy, "BB", DRIFT).get(0);
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
    RetrainingEvent before = next(policy, 1).orElseThrow();
    policy = new RetrainingPolicy();
    policy.recall(List.of(before));
    policy.seen(BEGINNING);

    policy.judged(60);
    assertThat(next(policy, 5)).isEmpty();
    policy.judged(60);
    assertThat(next(policy, 5)).isEmpty();
    policy.judged(60);
    assertThat(next(policy, 9)).isPresent();
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
    play(policy, "BB", DRIFT);
    policy.forgetBefore(BEGINNING + 60 * MINUTE);

    assertThat(bytes(policy)).as("when, for the day").hasSize(empty + Long.BYTES);
    play(policy, "gggBB", DRIFT, 24 * 60 + 20);
    policy.forgetBefore(BEGINNING + 48 * 60 * MINUTE);

    assertThat(bytes(policy)).as("one day's").hasSize(empty + Long.BYTES);
  }

  /** In its topic at half past, whatever the state knows. */
  private static RetrainingEvent written(RetrainingReason reason, double threshold) {
    Instant at = Instant.ofEpochMilli(BEGINNING + 31 * MINUTE);
    Evidence evidence = new Evidence("some", null, null, threshold, threshold, at, at);
    return new RetrainingEvent("written", PIPELINE, VERSION, reason, List.of(evidence), at);
  }
}
