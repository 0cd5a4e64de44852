package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.MODEL;
import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.answered;
import static dev.millrace.local.domain.Records.attempt;
import static dev.millrace.local.domain.Records.brokenOff;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.copyOfFailed;
import static dev.millrace.local.domain.Records.event;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.usage;
import static dev.millrace.local.domain.Records.withoutReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.Outcome;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the books say of calls and their money, beside the endpoint's meter. */
class CallReconciliationTest {

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);

  @Test
  void anAttemptWithoutAReplyExplainsTheOneCallThatWasMadeForIt() {
    books.prediction(prediction("a", Outcome.FAILED, withoutReply()));
    books.deadLetter(copyOfFailed("a"));
    books.call(call("first", "a", 1));
    books.call(call("first-again", "a", 2));
    books.call(call("of-no-attempt", "a", 4, 2));
    eventAt(0, 0, "a");

    Balance balance = books.balance();

    assertThat(balance.calls().unheard()).isEqualTo(1);
    assertThat(balance.calls().lost()).isEqualTo(2);
    assertThat(balance.violations())
        .containsExactly("2 calls were lost, but the unclean stops so far explain at most 1");
  }

  /** What it took stands in the meter; an estimate is not held against it. */
  @Test
  void aStreamThatBrokeOffIsACallThatWasNotHeardToItsEnd() {
    books.prediction(
        prediction("a", Outcome.FAILED, brokenOff("cut", 9), brokenOff("turned away", 9)));
    books.deadLetter(copyOfFailed("a"));
    books.call(call("cut", "a", 7));
    eventAt(0, 0, "a");

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(0, 1, 0, 1, 0, 1, 0));
    assertThat(balance.money().ledger()).isZero();
    assertThat(balance.money().unheard()).isEqualByComparingTo("7");
    assertThat(balance.money().meter()).isEqualByComparingTo("7");
  }

  @Test
  void aCallThatIsBookedMustBeMetered() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 7)));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "attempt 1 of request "
                + requestId("a")
                + " is booked but not in the endpoint's meter");
  }

  @Test
  void tokensMustBeThoseOfTheMeter() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 7)));
    books.call(call("call-1", "a", 8));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "attempt 1 of request "
                + requestId("a")
                + " is booked with 7 input and 0 output tokens, the meter says 8 input and 0"
                + " output tokens");
  }

  @Test
  void moneyMustBeThatOfThePriceBook() {
    books.prediction(
        prediction(
            "a", Outcome.ANSWERED, attempt("call-1", usage(7), new BigDecimal("7.000000000001"))));
    books.call(call("call-1", "a", 7));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly(
            "attempt 1 of request "
                + requestId("a")
                + " is booked with 7.000000000001 USD, the price book says 7");
  }

  @Test
  void recordsOfBatchJobsHaveThePriceOfBatchJobs() {
    Reconciliation halving = new Reconciliation(new Halving(), 0);
    halving.prediction(
        prediction("a", Outcome.ANSWERED, attempt("job/R0", usage(8), new BigDecimal("4"))));
    halving.prediction(
        prediction("b", Outcome.ANSWERED, attempt("job/R1", usage(8), new BigDecimal("8"))));
    halving.call(batched("job/R0", "a", 8));
    halving.call(batched("job/R1", "b", 8));

    assertThat(halving.balance().violations())
        .anyMatch(violation -> violation.contains(requestId("b") + " is booked with 8 USD"))
        .noneMatch(violation -> violation.contains(requestId("a") + " is booked"));
  }

  /** As of embeddings in batch jobs: only the attempt tells whose call it was. */
  @Test
  void aBatchedCallThatDoesNotSayWhoseItWasIsThatOfTheAttemptThatNamesIt() {
    Reconciliation halving = new Reconciliation(new Halving(), 0);
    halving.prediction(
        prediction("a", Outcome.ANSWERED, attempt("job/R0", usage(8), new BigDecimal("4"))));
    halving.call(namelessInBatch("job/R0", 8));

    Balance balance = halving.balance();

    assertThat(balance.calls().meter()).isEqualTo(1);
    assertThat(balance.calls().lost()).isZero();
    assertThat(balance.money().meter()).isEqualByComparingTo("4");
  }

  @Test
  void aCallThatTheMeterHasTwiceIsToldOf() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 1)));
    books.call(call("call-1", "a", 1));
    books.call(call("call-1", "a", 1));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations()).contains("the meter has the call call-1 twice");
  }

  /** An answer of a job that nobody waits for any more was paid for and is gone. */
  @Test
  void aBatchedCallThatNobodyNamesIsLostUnlessARequestMayStillWaitForIt() {
    Reconciliation halving = new Reconciliation(new Halving(), 0);
    halving.call(namelessInBatch("job/R0", 8));

    Balance balance = halving.balance();

    assertThat(balance.calls().lost()).isEqualTo(1);
    assertThat(balance.violations()).anyMatch(violation -> violation.contains("calls were lost"));
  }

  @Test
  void everyCallOfTheMeterHasItsPlace() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 1)));
    books.prediction(prediction("b", Outcome.ANSWERED, withoutReply(), answered("call-2", 2)));
    books.prediction(prediction("c", Outcome.ANSWERED, answered("call-3", 4)));
    books.call(call("call-1", "a", 1));
    books.call(call("call-2", "b", 2));
    books.call(call("unheard", "b", 8));
    books.call(call("call-3", "c", 4));
    books.call(call("lost", "c", 16));
    books.call(call("open", "d", 32));
    books.call(
        new MeteredCall(
            "foreign", NOON, MODEL, Optional.of(usage(64)), Optional.empty(), Optional.empty()));
    eventAt(0, 0, "a");
    eventAt(0, 1, "b");
    eventAt(0, 2, "c");
    eventAt(0, 3, "d");

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(3, 6, 1, 1, 1, 1, 1));
    assertThat(balance.money().ledger()).isEqualByComparingTo("7");
    assertThat(balance.money().unheard()).isEqualByComparingTo("8");
    assertThat(balance.money().lost()).isEqualByComparingTo("16");
    assertThat(balance.money().open()).isEqualByComparingTo("32");
    assertThat(balance.money().meter()).isEqualByComparingTo("63");
  }

  @Test
  void moreCallsMayNotBeLostThanKillsExplain() {
    books.prediction(prediction("a", Outcome.ANSWERED, answered("call-1", 1)));
    books.call(call("call-1", "a", 1));
    books.call(call("lost-1", "a", 1));
    books.call(call("lost-2", "a", 1));
    eventAt(0, 0, "a");

    assertThat(books.balance().violations())
        .containsExactly("2 calls were lost, but the unclean stops so far explain at most 1");
  }

  @Test
  void aCallForARequestThatNoEventMadeDoesNotHold() {
    books.call(call("call-1", "nobody", 1));

    assertThat(books.balance().violations())
        .containsExactly(
            "the endpoint answered a call for request "
                + requestId("nobody")
                + ", which no event made");
  }

  @Test
  void callsWithoutAPriceAreCountedAndInNoSum() {
    books.call(
        new MeteredCall(
            "call-1",
            NOON,
            "somebody.elses-model",
            Optional.of(usage(5)),
            Optional.of(requestId("a")),
            Optional.of(1)));
    eventAt(0, 0, "a");

    Balance balance = books.balance();

    assertThat(balance.money().unpriced()).isEqualTo(1);
    assertThat(balance.money().meter()).isEqualByComparingTo("0");
  }

  private void eventAt(int partition, long offset, String id) {
    books.event(new EventPosition(partition, offset), event(id));
  }

  /** A dollar a token, and half of it in batch jobs. */
  private static final class Halving implements Pricing {
    @Override
    public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
      return Records.DOLLAR_A_TOKEN.cost(modelId, at, usage);
    }

    @Override
    public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
      return cost(modelId, at, usage).map(whole -> whole.divide(BigDecimal.valueOf(2)));
    }
  }

  private static MeteredCall namelessInBatch(String id, long tokens) {
    return new MeteredCall(
        id,
        NOON,
        MODEL,
        Optional.of(usage(tokens)),
        Optional.empty(),
        Optional.empty(),
        MeteredCall.Use.SERVE_IN_BATCH);
  }

  private static MeteredCall batched(String id, String eventId, long tokens) {
    MeteredCall atOnce = call(id, eventId, tokens);
    return new MeteredCall(
        atOnce.id(),
        atOnce.at(),
        atOnce.modelId(),
        atOnce.usage(),
        atOnce.requestId(),
        atOnce.attempt(),
        MeteredCall.Use.SERVE_IN_BATCH);
  }
}
