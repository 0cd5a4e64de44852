package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.MODEL;
import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.answered;
import static dev.millrace.local.domain.Records.attempt;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.event;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.usage;
import static dev.millrace.local.domain.Records.withoutReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the books say of calls in the shadow of requests. */
class ShadowReconciliationTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);
  private int events;

  @Test
  void shadowsAreInTheLedgerAndInTheMeter() {
    served("a", answered("call-1", 7));
    served("b", answered("call-2", 5));
    shown("a", answered("shadow-1", 3));
    books.call(call("call-1", "a", 7));
    books.call(call("call-2", "b", 5));
    books.call(shadowCall("shadow-1", "a", 3));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(3, 3, 0, 0, 0, 1, 0));
    assertThat(balance.money().ledger()).isEqualByComparingTo("15");
    assertThat(balance.money().meter()).isEqualByComparingTo("15");
    assertThat(balance.shadows().calls()).isEqualTo(1);
    assertThat(balance.offline().calls()).isZero();
    assertThat(balance.shadows().money()).isEqualByComparingTo("3");
    assertThat(balance.total().predictions().get(Outcome.ANSWERED))
        .as("a shadow is no prediction")
        .isEqualTo(2);
  }

  @Test
  void aSecondCallOfARequestCannotHideBehindItsShadow() {
    served("a", answered("call-1", 7));
    shown("a", answered("shadow-1", 3));
    books.call(call("call-1", "a", 7));
    books.call(call("again-1", "a", 7));
    books.call(call("again-2", "a", 7));
    books.call(shadowCall("shadow-1", "a", 3));

    assertThat(books.balance().violations())
        .containsExactly("2 calls were lost, but the unclean stops so far explain at most 1");
  }

  @Test
  void aShadowCallIsNotTakenForTheSecondCallOfItsRequest() {
    served("a", withoutReply(), answered("call-1", 7));
    books.call(call("call-1", "a", 7));
    books.call(shadowCall("shadow-1", "a", 3));
    within(LONG);

    Balance balance = books.balance();

    assertThat(balance.calls().unheard()).as("of the served attempt").isZero();
    assertThat(balance.calls().lost()).isEqualTo(1);
    assertThat(balance.money().lost()).isEqualByComparingTo("3");
    assertThat(balance.violations()).isEmpty();
  }

  @Test
  void shadowCallsWhoseRecordMayStillComeAreOpen() {
    served("a", answered("call-1", 7));
    books.call(call("call-1", "a", 7));
    books.call(shadowCall("shadow-1", "a", 3));
    within(Duration.ofSeconds(59));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(1, 2, 1, 0, 0, 1, 0));
    assertThat(balance.money().open()).isEqualByComparingTo("3");
  }

  @Test
  void moreShadowsMayNotBeLostThanKillsExplain() {
    served("a", answered("call-1", 7));
    books.call(call("call-1", "a", 7));
    books.call(call("lost", "a", 7));
    books.call(shadowCall("shadow-1", "a", 3));
    within(LONG);

    assertThat(books.balance().violations())
        .containsExactly("2 calls were lost, but the unclean stops so far explain at most 1");
  }

  @Test
  void aShadowWithoutAReplyExplainsItsCall() {
    served("a", answered("call-1", 7));
    shown("a", withoutReply());
    books.call(call("call-1", "a", 7));
    books.call(shadowCall("shadow-1", "a", 3));
    within(LONG);

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(1, 2, 0, 1, 0, 1, 0));
  }

  @Test
  void tokensAndMoneyOfShadowsMustBeTheMetersToo() {
    served("a");
    served("b");
    served("c");
    shown("a", answered("shadow-1", 3));
    shown("b", attempt("shadow-2", usage(3), new BigDecimal("4.000000000000")));
    shown("c", answered("shadow-3", 3));
    books.call(shadowCall("shadow-1", "a", 4));
    books.call(shadowCall("shadow-2", "b", 3));

    assertThat(books.balance().violations())
        .containsExactlyInAnyOrder(
            "attempt 1 of the shadow of request "
                + requestId("a")
                + " is booked with 3 input and 0 output tokens, the meter says 4 input and 0 output"
                + " tokens",
            "attempt 1 of the shadow of request "
                + requestId("b")
                + " is booked with 4.000000000000 USD, the price book says 3",
            "attempt 1 of the shadow of request "
                + requestId("c")
                + " is booked but not in the endpoint's meter");
  }

  @Test
  void aShadowOfARequestThatNoEventMadeDoesNotHold() {
    shown("nobody", answered("shadow-1", 3));
    books.call(shadowCall("shadow-1", "nobody", 3));

    assertThat(books.balance().violations())
        .containsExactly(
            "a candidate was shown request " + requestId("nobody") + ", which no event made");
  }

  @Test
  void shadowsAreBegunAgainOnlyAfterKills() {
    for (String id : new String[] {"a", "b"}) {
      served(id);
      shown(id, answered("shadow-1-" + id, 3));
      shown(id, answered("shadow-2-" + id, 3));
      books.call(shadowCall("shadow-1-" + id, id, 3));
      books.call(shadowCall("shadow-2-" + id, id, 3));
    }

    Balance balance = books.balance();

    assertThat(balance.calls().ledger()).as("both are paid and booked").isEqualTo(4);
    assertThat(balance.violations())
        .containsExactly(
            "2 requests were shown to a candidate again, but the unclean stops so far explain at"
                + " most 1");
  }

  @Test
  void shadowsOfRequestsPastRetentionAreNotMissed() {
    books.call(shadowCall("shadow-1", "a", 3));
    books.within(
        new Reach(NOON.plus(Duration.ofDays(40)), Map.of(0, 100L), Map.of(0, 100L), Map.of()));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls().lost()).isZero();
    assertThat(balance.calls().open()).isEqualTo(1);
  }

  private void served(String id, Attempt... attempts) {
    books.prediction(prediction(id, Outcome.ANSWERED, attempts));
    books.event(new EventPosition(0, events++), event(id));
  }

  private void shown(String id, Attempt... attempts) {
    books.shadow(prediction(id, Outcome.ANSWERED, attempts));
  }

  private void within(Duration since) {
    books.within(new Reach(NOON.plus(since), Map.of(), Map.of(), Map.of()));
  }

  private static MeteredCall shadowCall(String id, String eventId, long tokens) {
    return new MeteredCall(
        id,
        NOON,
        MODEL,
        Optional.of(usage(tokens)),
        Optional.of(requestId(eventId)),
        Optional.of(1),
        MeteredCall.Use.SHADOW);
  }
}
