package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;
import static dev.millrace.local.domain.Records.attempt;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.copyOfFailed;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static dev.millrace.local.domain.Records.share;
import static dev.millrace.local.domain.Records.usage;
import static dev.millrace.local.domain.Records.withoutReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the books say of calls that several requests shared. */
class SharedCallReconciliationTest {

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);
  private int events;

  @Test
  void sharesAreOneCallAndSumUpToIt() {
    answered("a", share("call-1", 3, 3));
    answered("b", share("call-1", 4, 3), share("call-2", 0, 2));
    answered("c", share("call-1", 1, 3), share("call-2", 5, 2));
    books.call(call("call-1", "a", 8));
    books.call(call("call-2", "b", 5));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(2, 2, 0, 0, 0, 1, 0));
    assertThat(balance.money().ledger()).isEqualByComparingTo("13");
    assertThat(balance.money().meter()).isEqualByComparingTo("13");
  }

  @Test
  void tokensOfAllSharesMustBeThoseOfTheMeter() {
    answered("a", share("call-1", 3, 2));
    answered("b", share("call-1", 4, 2));
    books.call(call("call-1", "a", 8));

    assertThat(books.balance().violations())
        .containsExactly(
            "the shared call call-1 is booked with 7 input and 0 output tokens in all shares, the"
                + " meter says 8 input and 0 output tokens");
  }

  @Test
  void moneyOfAllSharesMustBeThatOfThePriceBook() {
    answered("a", share("call-1", 3, 2));
    Attempt other = attempt("call-1", usage(4), new BigDecimal("4.000000000001"));
    other.setRecords(2);
    answered("b", other);
    books.call(call("call-1", "a", 7));

    assertThat(books.balance().violations())
        .containsExactly(
            "the shared call call-1 is booked with 7.000000000001 USD in all shares, the price book"
                + " says 7");
  }

  @Test
  void aSharedCallThatIsBookedMustBeMetered() {
    answered("a", share("call-1", 3, 2));
    answered("b", share("call-1", 4, 2));

    assertThat(books.balance().violations())
        .containsExactly("the shared call call-1 is booked but not in the endpoint's meter");
  }

  @Test
  void nobodyHasAShareTooMany() {
    answered("a", share("call-1", 3, 2));
    answered("b", share("call-1", 4, 2));
    answered("c", share("call-1", 1, 2));
    books.call(call("call-1", "a", 8));

    assertThat(books.balance().violations())
        .containsExactly("the shared call call-1 has 3 shares, expected 2");
  }

  @Test
  void sharesOfRequestsThatHaveNotEndedAreOpen() {
    answered("b", share("call-1", 4, 2));
    event("a", 9);
    books.call(call("call-1", "a", 7));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls()).isEqualTo(new Balance.Calls(1, 1, 0, 0, 0, 1, 0));
    assertThat(balance.money().open()).isEqualByComparingTo("3");
    assertThat(balance.money().ledger()).isEqualByComparingTo("4");
    assertThat(balance.money().meter()).isEqualByComparingTo("7");
  }

  @Test
  void sharesThatNobodyBringsAnyMoreDiedWithAProcess() {
    answered("a", share("again", 5, 2));
    answered("b", share("call-1", 4, 2), share("again", 6, 2));
    books.call(call("call-1", "a", 7));
    books.call(call("again", "a", 11));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.money().lost()).isEqualByComparingTo("3");
    assertThat(balance.calls().lost()).isZero();
  }

  @Test
  void moreCallsMayNotLackSharesThanKillsExplain() {
    answered("a", share("again", 5, 2));
    answered("b", share("call-1", 4, 2), share("call-2", 4, 2), share("again", 6, 2));
    books.call(call("call-1", "a", 7));
    books.call(call("call-2", "a", 7));
    books.call(call("again", "a", 11));

    assertThat(books.balance().violations())
        .containsExactly("2 calls were lost, but the unclean stops so far explain at most 1");
  }

  @Test
  void aSharedCallWithoutAReplyIsFoundByTheRequestItWasMadeFor() {
    Attempt first = withoutReply();
    first.setRecords(2);
    Attempt second = withoutReply();
    second.setRecords(2);
    books.prediction(prediction("a", Outcome.FAILED, first));
    books.deadLetter(copyOfFailed("a"));
    event("a", 0);
    books.prediction(prediction("b", Outcome.FAILED, second));
    books.deadLetter(copyOfFailed("b"));
    event("b", 1);
    books.call(call("unheard", "a", 7));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls().unheard()).isEqualTo(1);
    assertThat(balance.money().unheard()).isEqualByComparingTo("7");
  }

  @Test
  void aSharedCallThatWasTurnedAwayCostsNothing() {
    Attempt refused = attempt("call-1", null, null);
    refused.setRecords(2);
    answered("a", refused, share("call-2", 1, 2));
    answered("b", share("call-2", 1, 2));
    books.call(call("call-2", "a", 2));

    assertThat(books.balance().violations()).isEmpty();
  }

  @Test
  void aSharedCallWithoutAPriceIsInNoSum() {
    Attempt first = attempt("call-1", usage(3), null);
    first.setRecords(2);
    Attempt second = attempt("call-1", usage(4), null);
    second.setRecords(2);
    first.setModelId("somebody.elses-model");
    second.setModelId("somebody.elses-model");
    answered("a", first);
    answered("b", second);
    TokenUsage all = usage(7);
    books.call(
        new MeteredCall(
            "call-1",
            NOON,
            "somebody.elses-model",
            Optional.of(all),
            Optional.of(requestId("a")),
            Optional.of(1)));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.money().unpriced()).isEqualTo(1);
  }

  private void answered(String id, Attempt... attempts) {
    books.prediction(prediction(id, Outcome.ANSWERED, attempts));
    event(id, events++);
  }

  private void event(String id, long offset) {
    books.event(new EventPosition(0, offset), Records.event(id));
  }
}
