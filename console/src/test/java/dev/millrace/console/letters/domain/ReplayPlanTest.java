package dev.millrace.console.letters.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

  static {
    TrustedRecords.install();
  }

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
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
                  .objection(
                      "inference-requests-0@0", letter(Stage.INFERENCE, "inference-requests", 0)))
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
  void aFilterTakesOneTopicAlone() {
    assertThat(ofTopic("raw-events").takes(first)).isTrue();
    assertThat(ofTopic("orders").takes(first)).isFalse();
  }

  @Test
  void anEventThatIsNotNamedIsNoRequest() {
    assertThat(ReplayPlan.requestId(first)).contains(requestId("event-1"));
    first.setEventId(null);
    assertThat(ReplayPlan.requestId(first)).isEmpty();
    second.setPipeline(null);
    assertThat(ReplayPlan.requestId(second)).isEmpty();
    DeadLetter third = letter(3);
    third.setTenant(null);
    assertThat(ReplayPlan.requestId(third)).isEmpty();
  }

  @Test
  void aBoundHoldsWhatWasThereByThen() {
    LetterBound bound = new LetterBound(Map.of(0, 8L, 1, 0L));

    assertThat(bound.holds(0, 7)).isTrue();
    assertThat(bound.holds(0, 8)).isFalse();
    assertThat(bound.holds(1, 0)).isFalse();
    assertThat(bound.holds(2, 0)).as("it had none").isFalse();
    assertThatThrownBy(() -> new LetterBound(Map.of(-1, 0L))).hasMessageContaining("partition -1");
    assertThatThrownBy(() -> new LetterBound(Map.of(0, -1L))).hasMessageContaining("up to -1");
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
    return letter(Stage.INGESTION, "raw-events", offset);
  }

  private static DeadLetter letter(Stage stage, String topic, long offset) {
    return DeadLetter.newBuilder()
        .setStage(stage)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for a field that the event does not have")
        .setTenant("acme")
        .setPipeline("triage")
        .setEventId("event-" + offset)
        .setTopic(topic)
        .setPartition(0)
        .setOffset(offset)
        .setFailedAt(NOON)
        .build();
  }

  private static String requestId(String eventId) {
    return RequestId.of("acme", "triage", eventId);
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

  private static LetterFilter ofTopic(String topic) {
    return new LetterFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(topic));
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
