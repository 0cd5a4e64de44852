package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.attempt;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.event;
import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import org.junit.jupiter.api.Test;

/** Calls that had no price when they were booked, and have one by now. */
class RatedAnewTest {

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);

  @Test
  void costWhatTheBookSaysToday() {
    books.prediction(prediction("a", Outcome.ANSWERED, attempt("call-1", usage(5), null)));
    books.call(call("call-1", "a", 5));
    books.event(new EventPosition(0, 0), event("a"));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.money().ledger()).isEqualByComparingTo("5");
    assertThat(balance.money().meter()).isEqualByComparingTo("5");
    assertThat(balance.money().unpriced()).isZero();
  }

  @Test
  void stayWithoutAPriceAsLongAsTheirTierHasNone() {
    Attempt flexible = attempt("call-1", usage(5), null);
    flexible.setServiceTier("flex");
    books.prediction(prediction("a", Outcome.ANSWERED, flexible));
    books.call(call("call-1", "a", 5));
    books.event(new EventPosition(0, 0), event("a"));

    assertThat(books.balance().money().ledger()).isZero();
  }

  @Test
  void areSharedOutAtTodaysPriceAsWell() {
    Attempt one = attempt("call-1", usage(2), null);
    one.setRecords(2);
    Attempt other = attempt("call-1", usage(3), null);
    other.setRecords(2);
    books.prediction(prediction("a", Outcome.ANSWERED, one));
    books.prediction(prediction("b", Outcome.ANSWERED, other));
    books.call(call("call-1", "a", 5));
    books.event(new EventPosition(0, 0), event("a"));
    books.event(new EventPosition(0, 1), event("b"));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.money().ledger()).isEqualByComparingTo("5");
  }
}
