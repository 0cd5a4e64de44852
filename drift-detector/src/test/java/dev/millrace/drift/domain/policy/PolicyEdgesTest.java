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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.policy.RetrainingPolicy.Champion;
import dev.millrace.record.Approval;
import dev.millrace.record.Evidence;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To the minute, when a cause is one, and when it is told of. */
class PolicyEdgesTest {

  private static final Champion CHAMPION = new Champion(PIPELINE, VERSION);
  private static final int DAY = 24 * 60;

  private RetrainingPolicy policy = new RetrainingPolicy();

  @Test
  void aDayIsOverAfterTwentyFourHours() {
    PolicyRules one = rules(1);
    assertThat(play("BBggg", 0, one)).hasSize(1);
    policy.tell(window(DAY - 2, true), one);
    policy.tell(window(DAY - 1, true), one);

    assertThat(policy.next(CHAMPION, BEGINNING + (DAY + 2) * MINUTE - 1, one)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + (DAY + 2) * MINUTE, one)).isPresent();
  }

  @Test
  void aWindowThatIsOlderThanThoseThatCountChangesNothing() {
    PolicyRules rules = rules(100);
    policy.tell(window(5, true), rules);
    policy.tell(window(6, false), rules);
    policy.tell(window(7, false), rules);

    policy.tell(window(4, true), rules);

    assertThat(policy.next(CHAMPION, BEGINNING + 8 * MINUTE, rules)).isEmpty();
  }

  @Test
  void tellsOfTheNewestWindowThatIsBad() {
    PolicyRules rules = rules(100);
    policy.tell(finding(1, List.of(evidence("newer", 1))), rules);
    policy.tell(finding(0, List.of(evidence("older", 0))), rules);

    assertThat(policy.next(CHAMPION, BEGINNING + 2 * MINUTE, rules).orElseThrow().getEvidence())
        .extracting(Evidence::getName)
        .containsExactly("newer");
  }

  @Test
  void tellsOfTenSignsAtMost() {
    PolicyRules rules = rules(100);
    List<Evidence> many = IntStream.range(0, 11).mapToObj(i -> evidence("sign-" + i, 0)).toList();
    policy.tell(finding(0, many), rules);
    policy.tell(finding(1, many), rules);

    assertThat(policy.next(CHAMPION, BEGINNING + 2 * MINUTE, rules).orElseThrow().getEvidence())
        .isEqualTo(many.subList(0, 10));
  }

  /** An event that is known to have been written stands for what began within three windows. */
  @ParameterizedTest
  @CsvSource({"-3, false", "-2, true", "5, true", "6, false"})
  void anEventStandsForWhatShowsNearIt(int minute, boolean isKnown) {
    RetrainingEvent before = event(DRIFT, BEGINNING + minute * MINUTE, List.of());
    policy.recall(List.of(before));

    assertThat(play("BB", 0, rules(100)).isEmpty()).isEqualTo(isKnown);
  }

  @Test
  void aScheduleThatAnEarlierLifeHasToldOfIsNotToldAgain() {
    PolicyRules hourly = scheduled();
    RetrainingEvent before = event(SCHEDULE, BEGINNING + 60 * MINUTE, List.of());
    policy.recall(List.of(before));
    policy.seen(BEGINNING);

    assertThat(policy.next(CHAMPION, BEGINNING + 119 * MINUTE, hourly)).isEmpty();
    assertThat(policy.next(CHAMPION, BEGINNING + 120 * MINUTE, hourly)).isPresent();
  }

  @Test
  void tellsForHowLongNoBetterModelWasAskedFor() {
    PolicyRules hourly = scheduled();
    policy.seen(BEGINNING + MINUTE);
    policy.seen(BEGINNING);
    policy.seen(BEGINNING + 2 * MINUTE);

    assertThat(policy.next(CHAMPION, BEGINNING + 90 * MINUTE, hourly).orElseThrow().getEvidence())
        .containsExactly(hours(1.5, BEGINNING + 90 * MINUTE));
    assertThat(policy.next(CHAMPION, BEGINNING + 150 * MINUTE, hourly).orElseThrow().getEvidence())
        .as("since the one before")
        .containsExactly(hours(1, BEGINNING + 150 * MINUTE));
  }

  @Test
  void labelsAreNoReasonWhereTheSpecAsksForNone() {
    PolicyRules none =
        new PolicyRules(Set.of(LABELS), 0, Duration.ofMinutes(1), 100, new Persistence(1, 1));
    policy.judged(1_000_000);

    assertThat(policy.next(CHAMPION, BEGINNING, none)).isEmpty();
  }

  @Test
  void labelsThatAreTakenBackDoNotCount() {
    PolicyRules fifty =
        new PolicyRules(Set.of(LABELS), 50, Duration.ofMinutes(1), 100, new Persistence(1, 1));
    policy.seen(BEGINNING);
    policy.judged(60);
    policy.judged(-11);
    assertThat(policy.next(CHAMPION, BEGINNING, fifty)).isEmpty();
    policy.judged(101);

    RetrainingEvent event = policy.next(CHAMPION, BEGINNING + MINUTE, fifty).orElseThrow();
    assertThat(event.getEvidence())
        .singleElement()
        .satisfies(
            evidence -> {
              assertThat(evidence.getValue()).isEqualTo(150);
              assertThat(evidence.getThreshold()).isEqualTo(150);
            });
  }

  @Test
  void refusesAStateThatIsNone() {
    assertThatThrownBy(
            () ->
                RetrainingPolicy.read(
                    new DataInputStream(new ByteArrayInputStream(new byte[] {9}))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown form 9");
  }

  @Test
  void believesAtLeastOneOfAtLeastAsMany() {
    assertThatThrownBy(() -> new Persistence(0, 1)).hasMessageContaining("0 among 1");
    assertThatThrownBy(() -> new Persistence(3, 2)).hasMessageContaining("3 among 2");
    assertThat(new Persistence(2, 2).among()).isEqualTo(2);
  }

  @Test
  void takesItsRulesFromTheSpec() {
    Retraining spec =
        new Retraining(
            List.of(QUALITY, LABELS), 50, 60_000L, 4, 0.0, List.of(1.0), null, Approval.AUTOMATIC);
    Persistence persistence = new Persistence(2, 3);

    assertThat(PolicyRules.of(spec, persistence))
        .isEqualTo(
            new PolicyRules(Set.of(LABELS, QUALITY), 50, Duration.ofMinutes(1), 4, persistence));
    spec.setMinLabels(null);
    assertThat(PolicyRules.of(spec, persistence).minLabels()).as("none are asked for").isZero();
  }

  private List<RetrainingEvent> play(String windows, int from, PolicyRules rules) {
    List<RetrainingEvent> events = new ArrayList<>();
    for (int i = 0; i < windows.length(); i++) {
      policy.tell(window(from + i, windows.charAt(i) == 'B'), rules);
      Optional<RetrainingEvent> next =
          policy.next(CHAMPION, BEGINNING + (from + i + 1) * MINUTE, rules);
      next.ifPresent(events::add);
    }
    return events;
  }

  private static Finding window(int minute, boolean bad) {
    return finding(minute, bad ? List.of(evidence("adjustedPValue", minute)) : List.of());
  }

  private static Finding finding(int minute, List<Evidence> evidence) {
    long start = BEGINNING + minute * MINUTE;
    return new Finding(Finding.Sign.DRIFTED, VERSION, start, start + MINUTE, evidence);
  }

  private static Evidence evidence(String name, int minute) {
    Instant start = Instant.ofEpochMilli(BEGINNING + minute * MINUTE);
    return new Evidence(name, "/age", null, 1e-6, 0.01, start, start.plusSeconds(60));
  }

  private static Evidence hours(double value, long now) {
    return new Evidence(
        "hours",
        null,
        null,
        value,
        1.0,
        Instant.ofEpochMilli(BEGINNING),
        Instant.ofEpochMilli(now));
  }

  private static RetrainingEvent event(RetrainingReason reason, long at, List<Evidence> evidence) {
    return new RetrainingEvent(
        "another", PIPELINE, VERSION, reason, evidence, Instant.ofEpochMilli(at));
  }

  private static PolicyRules scheduled() {
    return new PolicyRules(Set.of(SCHEDULE), 0, Duration.ofMinutes(60), 100, new Persistence(2, 3));
  }

  private static PolicyRules rules(int maxPerDay) {
    return new PolicyRules(
        Set.of(DRIFT, QUALITY), 0, Duration.ofMinutes(1), maxPerDay, new Persistence(2, 3));
  }
}
