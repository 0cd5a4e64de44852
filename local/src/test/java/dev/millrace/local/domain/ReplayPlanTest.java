package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.copyOfFailed;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.setAside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.console.letters.domain.ReplayPlan;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

  private static final String FIRST = "raw-events-0@1";
  private static final String SECOND = "raw-events-0@2";
  private static final LetterFilter ALL =
      new LetterFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final DeadLetter first = letter(1);
  private final DeadLetter second = letter(2);

  @Test
  void eachLetterIsReplayedOnce() {
    ReplayPlan plan = plan(Repetition.ONCE, Set.of(FIRST));

    assertThat(plan.objection(FIRST, first)).contains(SkipReason.ALREADY_REPLAYED);
    assertThat(plan.objection(SECOND, second)).isEmpty();
  }

  @Test
  void aLetterThatBecameARequestByItsReplayWasReplayedBefore() {
    ReplayPlan once = plan(Repetition.ONCE, Set.of(FIRST));
    ReplayPlan again = plan(Repetition.AGAIN, Set.of(FIRST));
    once.request(requestId("event-1"));
    again.request(requestId("event-1"));

    assertThat(once.objection(FIRST, first)).contains(SkipReason.ALREADY_REPLAYED);
    assertThat(again.objection(FIRST, first)).contains(SkipReason.REQUEST_EXISTS);
  }

  @Test
  void aReplayThatFailedIsNotReplayedByItself() {
    second.setReplayOf(FIRST);

    assertThat(plan(Repetition.ONCE, Set.of(FIRST)).objection(SECOND, second))
        .contains(SkipReason.FAILED_REPLAY);
  }

  @Test
  void whoAsksGetsTheNewestOfItsLettersReplayedAgain() {
    second.setReplayOf(FIRST);
    ReplayPlan plan = plan(Repetition.AGAIN, Set.of(FIRST));

    assertThat(plan.objection(FIRST, first)).contains(SkipReason.SUPERSEDED);
    assertThat(plan.objection(SECOND, second)).isEmpty();
  }

  @Test
  void anEventThatBecameARequestIsNotReplayedHoweverOneAsks() {
    for (Repetition repetition : Repetition.values()) {
      ReplayPlan plan = plan(repetition, Set.of());
      plan.request(requestId("event-1"));

      assertThat(plan.objection(FIRST, first)).contains(SkipReason.REQUEST_EXISTS);
      assertThat(plan.objection(SECOND, second)).isEmpty();
    }
  }

  @Test
  void aFailedRequestHasItsOneEnd() {
    for (Repetition repetition : Repetition.values()) {
      assertThat(
              plan(repetition, Set.of())
                  .objection("inference-requests-0@0", copyOfFailed("event-1")))
          .contains(SkipReason.FAILED_REQUEST);
    }
  }

  @Test
  void aFilterTakesWhatAllOfItHoldsFor() {
    assertThat(ALL.takes(first)).isTrue();
    assertThat(filter("triage", "acme", Cause.MISSING_VARIABLE, Stage.INGESTION).takes(first))
        .isTrue();
    assertThat(filter("other", "acme", Cause.MISSING_VARIABLE, Stage.INGESTION).takes(first))
        .isFalse();
    assertThat(filter("triage", "other", Cause.MISSING_VARIABLE, Stage.INGESTION).takes(first))
        .isFalse();
    assertThat(filter("triage", "acme", Cause.TOO_LARGE, Stage.INGESTION).takes(first)).isFalse();
    assertThat(filter("triage", "acme", Cause.MISSING_VARIABLE, Stage.INFERENCE).takes(first))
        .isFalse();
    first.setTenant(null);
    assertThat(filter("triage", "acme", Cause.MISSING_VARIABLE, Stage.INGESTION).takes(first))
        .isFalse();
  }

  @Test
  void aFilterTakesItsBeginningAndNotItsEnd() {
    assertThat(between(0, 1).takes(first)).isTrue();
    assertThat(between(-1, 0).takes(first)).isFalse();
    assertThat(between(1, 2).takes(first)).isFalse();
  }

  @Test
  void aResultAddsUp() {
    Map<SkipReason, Long> skipped = Map.of(SkipReason.SEALED, 2L);

    assertThat(new ReplayResult(5, 3, 3, skipped).skipped()).isEqualTo(skipped);
    assertThatThrownBy(() -> new ReplayResult(5, 4, 4, skipped))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(SkipReason.ALREADY_REPLAYED.key()).isEqualTo("already-replayed");
  }

  private ReplayPlan plan(Repetition repetition, Set<String> replayed) {
    return new ReplayPlan(repetition, List.of(first, second), replayed);
  }

  private static DeadLetter letter(int offset) {
    DeadLetter letter = setAside(0, offset);
    letter.setTenant("acme");
    letter.setPipeline("triage");
    letter.setEventId("event-" + offset);
    return letter;
  }

  private static LetterFilter filter(String pipeline, String tenant, Cause cause, Stage stage) {
    return new LetterFilter(
        Optional.of(pipeline),
        Optional.of(tenant),
        Optional.of(cause),
        Optional.of(stage),
        Optional.empty(),
        Optional.empty(),
        Optional.of("raw-events"));
  }

  private static LetterFilter between(long since, long until) {
    return new LetterFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(NOON.plusSeconds(since)),
        Optional.of(NOON.plusSeconds(until)),
        Optional.empty());
  }
}
