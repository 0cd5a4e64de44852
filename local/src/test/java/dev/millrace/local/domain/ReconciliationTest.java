package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.answered;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.copyOfFailed;
import static dev.millrace.local.domain.Records.event;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.request;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.setAside;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);

  @Test
  void anEmptyFactoryHolds() {
    Balance balance = books.balance();

    assertThat(balance.holds()).isTrue();
    assertThat(balance.total().accepted()).isZero();
    assertThat(balance.accounts()).isEmpty();
  }

  @Test
  void acceptedIsTheSumOfHowEventsEnd() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 7)));
    books.prediction(prediction("b", Outcome.FAILED));
    books.prediction(prediction("c", Outcome.REFUSED));
    books.deadLetter(copyOfFailed("b"));
    books.deadLetter(setAside(1, 0));
    books.call(call("call-1", "a", 7));
    eventAt(0, 0, "a");
    eventAt(0, 1, "b");
    eventAt(0, 2, "c");
    eventAt(1, 0, "d");
    eventAt(1, 1, "e");

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    Balance.Account total = balance.total();
    assertThat(total.accepted()).isEqualTo(5);
    assertThat(total.predictions())
        .containsEntry(Outcome.ANSWERED, 1L)
        .containsEntry(Outcome.BLOCKED, 0L)
        .containsEntry(Outcome.REFUSED, 1L)
        .containsEntry(Outcome.FAILED, 1L);
    assertThat(total.deadLetters()).isEqualTo(1);
    assertThat(total.inFlight()).isEqualTo(1);
    assertThat(balance.accounts())
        .singleElement()
        .satisfies(
            account -> {
              assertThat(account.tenant()).isEqualTo("acme");
              assertThat(account.pipeline()).isEqualTo("triage");
              assertThat(account.accepted()).isEqualTo(5);
            });
  }

  @Test
  void anEventThatComesAgainIsOneEvent() {
    eventAt(0, 0, "a");
    eventAt(0, 1, "a");

    Balance balance = books.balance();

    assertThat(balance.total().accepted()).isEqualTo(1);
    assertThat(balance.total().repeats()).isEqualTo(1);
    assertThat(balance.total().inFlight()).isEqualTo(1);
  }

  @Test
  void anEventThatWasSetAsideEachTimeIsOneDeadLetter() {
    books.deadLetter(setAside(0, 0));
    books.deadLetter(setAside(0, 1));
    eventAt(0, 0, "a");
    eventAt(0, 1, "a");

    Balance balance = books.balance();

    assertThat(balance.holds()).isTrue();
    assertThat(balance.total().deadLetters()).isEqualTo(1);
    assertThat(balance.total().inFlight()).isZero();
  }

  @Test
  void anEventThatWasMendedCountsAsWhatBecameOfIt() {
    books.prediction(prediction("a", Outcome.ANSWERED));
    books.deadLetter(setAside(0, 0));
    eventAt(0, 0, "a");
    eventAt(0, 1, "a");

    Balance balance = books.balance();

    assertThat(balance.holds()).isTrue();
    assertThat(balance.total().deadLetters()).isZero();
    assertThat(balance.total().predictions()).containsEntry(Outcome.ANSWERED, 1L);
  }

  @Test
  void recordsThatNobodyCanReadAreAcceptedAndEndAsDeadLetters() {
    books.deadLetter(setAside(2, 0));
    books.unreadableEvent(new EventPosition(2, 0));
    books.unreadableEvent(new EventPosition(2, 1));

    Balance balance = books.balance();

    assertThat(balance.holds()).isTrue();
    assertThat(balance.total().accepted()).isEqualTo(2);
    assertThat(balance.total().deadLetters()).isEqualTo(1);
    assertThat(balance.total().inFlight()).isEqualTo(1);
  }

  @Test
  void aSecondTerminalRecordDoesNotHold() {
    books.prediction(prediction("a", Outcome.ANSWERED));
    books.prediction(prediction("a", Outcome.ANSWERED));
    eventAt(0, 0, "a");

    Balance balance = books.balance();

    assertThat(balance.duplicates()).isEqualTo(1);
    assertThat(balance.violations())
        .containsExactly("request " + requestId("a") + " has a second terminal record");
  }

  @Test
  void aSecondDeadLetterOfOneRecordDoesNotHold() {
    books.deadLetter(setAside(0, 0));
    books.deadLetter(setAside(0, 0));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "the record at partition 0, offset 0 of raw-events has a second dead letter");
  }

  @Test
  void aFailedRequestWithoutACopyInDeadLettersDoesNotHold() {
    books.prediction(prediction("a", Outcome.FAILED));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly("request " + requestId("a") + " FAILED and has no dead letter");
  }

  @Test
  void aTerminalRecordOfNothingDoesNotHold() {
    books.prediction(prediction("a", Outcome.ANSWERED));

    assertThat(books.balance().violations())
        .containsExactly("request " + requestId("a") + " has a terminal record but no event");
  }

  @Test
  void whatRetentionTookIsNotMissed() {
    books.prediction(prediction("long-ago", Outcome.ANSWERED));
    books.deadLetter(setAside(0, 3));
    eventAt(0, 100, "a");
    books.within(new Reach(NOON, Map.of(0, 100L, 1, 0L), Map.of(), Map.of()));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().accepted()).isEqualTo(2);
    assertThat(balance.total().inFlight()).isEqualTo(1);
  }

  @Test
  void aPartitionThatRetentionEmptiedIsNotMissed() {
    books.prediction(prediction("long-ago", Outcome.ANSWERED));
    books.call(call("call-1", "long-ago-too", 1));
    eventAt(0, 0, "a");
    books.within(new Reach(NOON, Map.of(0, 0L, 1, 7L), Map.of(), Map.of()));

    assertThat(books.balance().violations()).isEmpty();
  }

  @Test
  void anEventThatIngestionTookMustHaveBecomeSomething() {
    books.deadLetter(setAside(0, 1));
    books.request(0, request("c"));
    eventAt(0, 0, "swallowed");
    eventAt(0, 1, "b");
    eventAt(0, 2, "c");
    eventAt(0, 3, "c");
    eventAt(0, 4, "not-taken-yet");
    books.unreadableEvent(new EventPosition(1, 0));
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 4L, 1, 1L)));

    assertThat(books.doubts()).isTrue();
    Balance balance = books.balance();

    assertThat(balance.violations())
        .containsExactly(
            "the record at partition 0, offset 0 of raw-events was taken by ingestion and became"
                + " neither a request nor a dead letter",
            "the record at partition 1, offset 0 of raw-events was taken by ingestion and has no"
                + " dead letter");
    assertThat(balance.total().accepted()).isEqualTo(5);
  }

  @Test
  void whatIsVisibleAtTheSecondLookHolds() {
    books.prediction(prediction("failed", Outcome.FAILED));
    eventAt(0, 0, "failed");
    eventAt(0, 1, "admitted");
    eventAt(0, 2, "set-aside");
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 3L)));
    assertThat(books.doubts()).isTrue();

    books.deadLetter(copyOfFailed("failed"));
    books.deadLetter(setAside(0, 2));
    books.deadLetter(setAside(0, 3));
    books.request(0, request("admitted"));

    assertThat(books.doubts()).isFalse();
    Balance balance = books.balance();
    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().deadLetters()).isEqualTo(1);
    assertThat(balance.total().inFlight()).isEqualTo(1);
  }

  @Test
  void aRequestThatRetentionTookIsNotMissed() {
    eventAt(0, 0, "a");
    books.within(new Reach(NOON, Map.of(), Map.of(0, 5L), Map.of(0, 1L)));

    assertThat(books.doubts()).isFalse();
    assertThat(books.balance().violations()).isEmpty();
  }

  @Test
  void aRequestMustEndByItsDeadline() {
    books.request(0, request("a"));
    books.request(0, request("b"));
    books.prediction(prediction("b", Outcome.ANSWERED));
    eventAt(0, 0, "a");
    eventAt(0, 1, "b");
    books.within(new Reach(NOON.plus(Duration.ofDays(2)), Map.of(), Map.of(), Map.of(0, 2L)));

    assertThat(books.balance().violations())
        .containsExactly(
            "request "
                + requestId("a")
                + " has no terminal record, and its deadline 2026-11-25T12:00:00Z has passed");
  }

  @Test
  void anEventEndsInOneWayOnly() {
    books.prediction(prediction("a", Outcome.ANSWERED));
    books.deadLetter(setAside(0, 0));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "request " + requestId("a") + " was made of an event that ingestion set aside");
  }

  @Test
  void aFloodOfViolationsIsCounted() {
    for (int i = 0; i < 60; i++) {
      books.prediction(prediction("event-" + i, Outcome.ANSWERED));
    }

    assertThat(books.balance().violations()).hasSize(51).last().isEqualTo("and 10 more");
  }

  private void eventAt(int partition, long offset, String id) {
    books.event(new EventPosition(partition, offset), event(id));
  }
}
