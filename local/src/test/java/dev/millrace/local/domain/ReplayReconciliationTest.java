package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.event;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.setAside;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the books say of events that were set aside and came again. */
class ReplayReconciliationTest {

  private static final RecordOrigin TICKET = new RecordOrigin("tickets", 0, 5L);

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 0);

  @Test
  void aReplayThatFailsAgainHasTwoLettersAndIsOneEvent() {
    books.deadLetter(setAside(0, 0));
    books.deadLetter(setAside(0, 1));
    eventAt(0, "a");
    eventAt(1, "a");

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().accepted()).isEqualTo(1);
    assertThat(balance.total().deadLetters()).isEqualTo(1);
  }

  @Test
  void aReplayUnderWayIsInFlight() {
    books.deadLetter(setAside(0, 0));
    eventAt(0, "a");
    eventAt(1, "a");
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 1L)));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().inFlight()).isEqualTo(1);
    assertThat(balance.total().deadLetters()).isZero();
  }

  @Test
  void aReplayThatIngestionSwallowedDoesNotHold() {
    books.deadLetter(setAside(0, 0));
    eventAt(0, "a");
    eventAt(1, "a");
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 2L)));

    assertThat(books.balance().violations())
        .containsExactly(
            "the record at partition 0, offset 1 of raw-events was taken by ingestion and became"
                + " neither a request nor a dead letter");
  }

  @Test
  void aRequestOfAReplayThatCameAfterTheEventsWereReadIsNotLookedAt() {
    books.deadLetter(setAside(0, 0));
    eventAt(0, "a");
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 1L)));

    books.request(0, request("a", 1));

    Balance balance = books.balance();
    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().deadLetters()).isEqualTo(1);
  }

  @Test
  void theVeryRecordThatMadeARequestMustNotHaveALetter() {
    books.prediction(answered("a", 1));
    books.deadLetter(setAside(0, 1));
    eventAt(0, "a");
    eventAt(1, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "request " + requestId("a") + " was made of an event that ingestion set aside");
  }

  @Test
  void aPredictionMustBeMadeOfItsEvent() {
    books.prediction(answered("a", 1));
    eventAt(0, "a");
    eventAt(1, "b");

    assertThat(books.balance().violations())
        .containsExactly(
            "request "
                + requestId("a")
                + " says it was made of the record at partition 0, offset 1 of raw-events, which it"
                + " was not");
  }

  @Test
  void whatRetentionTookMayHaveMadeAPrediction() {
    books.prediction(answered("a", 1));
    eventAt(7, "a");
    books.within(new Reach(NOON, Map.of(0, 7L), Map.of(), Map.of()));

    assertThat(books.balance().violations()).isEmpty();
  }

  @Test
  void theReplayOfARecordThatNobodyCanReadIsTheSameRecord() {
    books.deadLetter(setAside(0, 0));
    books.deadLetter(setAside(0, 1));
    books.unreadableEvent(new EventPosition(0, 0));
    books.unreadableReplay(new EventPosition(0, 1), new EventPosition(0, 0));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().accepted()).isEqualTo(1);
    assertThat(balance.total().deadLetters()).isEqualTo(1);
    assertThat(balance.total().repeats()).isEqualTo(1);
  }

  @Test
  void aReplayOfNothingOrOfALaterRecordCountsForItself() {
    books.unreadableReplay(new EventPosition(0, 0), new EventPosition(0, 1));
    books.unreadableReplay(new EventPosition(0, 1), new EventPosition(1, 0));
    books.unreadableReplay(new EventPosition(0, 2), new EventPosition(0, 0));

    Balance balance = books.balance();

    assertThat(balance.total().accepted()).isEqualTo(2);
    assertThat(balance.total().inFlight()).isEqualTo(2);
    assertThat(balance.total().repeats()).isEqualTo(1);
  }

  @Test
  void aReplayThatNobodyCanReadNeedsALetterToo() {
    books.deadLetter(setAside(0, 0));
    books.unreadableEvent(new EventPosition(0, 0));
    books.unreadableReplay(new EventPosition(0, 1), new EventPosition(0, 0));
    books.within(new Reach(NOON, Map.of(), Map.of(), Map.of(0, 2L)));

    assertThat(books.doubts()).isTrue();
    assertThat(books.balance().violations())
        .containsExactly(
            "the record at partition 0, offset 1 of raw-events was taken by ingestion and has no"
                + " dead letter");
  }

  @Test
  void aRecordOfAnOwnTopicIsAcceptedWithItsLetter() {
    books.letterOfOwnTopic(ofTicket("acme", "triage"));
    books.letterOfOwnTopic(ofTicket("acme", "summary"));
    books.letterOfOwnTopic(ofTicket(null, "strict"));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().accepted()).isEqualTo(3);
    assertThat(balance.total().deadLetters()).isEqualTo(3);
    assertThat(balance.accounts())
        .extracting(account -> account.tenant() + "/" + account.pipeline())
        .containsExactly("/strict", "acme/summary", "acme/triage");
  }

  @Test
  void aSecondLetterOfOnePipelineDoesNotHold() {
    books.letterOfOwnTopic(ofTicket("acme", "triage"));
    books.letterOfOwnTopic(ofTicket("acme", "triage"));

    Balance balance = books.balance();

    assertThat(balance.total().accepted()).isEqualTo(1);
    assertThat(balance.violations())
        .containsExactly(
            "the record at partition 0, offset 5 of tickets has a second dead letter of pipeline"
                + " triage");
  }

  @Test
  void aReplayedRecordOfAnOwnTopicCountsOnceAsItsEvent() {
    books.letterOfOwnTopic(ofTicket("acme", "triage"));
    books.letterOfOwnTopic(ofTicket("acme", "summary"));
    RawEvent event = event("a");
    event.setSource(TICKET);
    books.event(new EventPosition(0, 0), event);

    Balance balance = books.balance();

    assertThat(balance.total().accepted()).isEqualTo(2);
    assertThat(balance.total().deadLetters()).isEqualTo(1);
    assertThat(balance.total().inFlight()).isEqualTo(1);
  }

  @Test
  void aPredictionStandsForItsRecordWhenRetentionTookTheEvent() {
    Prediction prediction = answered("a", 1);
    prediction.setSource(TICKET);
    books.prediction(prediction);
    books.letterOfOwnTopic(ofTicket("acme", "triage"));
    books.within(new Reach(NOON, Map.of(0, 7L), Map.of(), Map.of()));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.total().accepted()).isEqualTo(1);
    assertThat(balance.total().deadLetters()).isZero();
  }

  private void eventAt(long offset, String id) {
    books.event(new EventPosition(0, offset), event(id));
  }

  private static Prediction answered(String eventId, long offset) {
    Prediction prediction = prediction(eventId, Outcome.ANSWERED);
    prediction.setOrigin(new RecordOrigin("raw-events", 0, offset));
    return prediction;
  }

  private static InferenceRequest request(String eventId, long offset) {
    InferenceRequest request = Records.request(eventId);
    request.setOrigin(new RecordOrigin("raw-events", 0, offset));
    return request;
  }

  private static DeadLetter ofTicket(@Nullable String tenant, String pipeline) {
    DeadLetter letter = setAside(TICKET.getPartition(), TICKET.getOffset());
    letter.setTopic(TICKET.getTopic());
    letter.setTenant(tenant);
    letter.setPipeline(pipeline);
    return letter;
  }
}
