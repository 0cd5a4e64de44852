package dev.millrace.inference.domain.budget;

import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.degrading;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static dev.millrace.inference.domain.budget.BudgetCases.tried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.Lane;
import dev.millrace.record.ReservationState;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What budgets say to calls that may cost 0.40 USD. */
class BudgetBookTest {

  private static final Instant NOW = Requests.BEGINNING.plus(Duration.ofHours(8));
  private static final Optional<BigDecimal> BOUND = Optional.of(dollars("0.40"));
  private static final String CHEAP = "amazon.cheap-v1:0";

  private final BudgetBook book = new BudgetBook();
  private int reservations;

  @Test
  void refusesWhatCanNeverFitAndSaysWhy() {
    Budget budget = budget("1.00", BudgetAction.REFUSE);
    settle(reserve(budget), "0.35");
    settle(reserve(budget), "0.35");

    assertThat(rule(budget))
        .isEqualTo(
            new Ruling.Refuse(
                Cause.BUDGET_EXHAUSTED,
                "budget daily of 1.00 USD has 0.70 spent and 0.00 reserved until"
                    + " 2026-01-02T00:00:00Z, and a call to amazon.nova-micro-v1:0 may cost 0.40",
                new BudgetNote("daily", BudgetAction.REFUSE, false)));
  }

  @Test
  void holdsWhatMayFitWhenACallHasEnded() {
    Budget budget = budget("1.00", BudgetAction.REFUSE);
    BudgetReservation first = reserve(budget);
    reserve(budget);
    assertThat(rule(budget)).isEqualTo(new Ruling.Hold());

    settle(first, "0.20");

    assertThat(rule(budget)).isInstanceOf(Ruling.Go.class);
  }

  @Test
  void doesNotWaitForWhatIsLost() {
    Budget budget = budget("0.50", BudgetAction.REFUSE);
    reserve(budget);

    assertThat(rule(budget, NOW.plusSeconds(59))).isEqualTo(new Ruling.Hold());
    assertThat(rule(budget, NOW.plusSeconds(60))).isInstanceOf(Ruling.Refuse.class);
  }

  @Test
  void eachTenantHasItsOwnLimitAlsoOneNeverSeen() {
    Budget budget = budget("0.40", BudgetAction.REFUSE);
    reserve(budget);

    assertThat(
            book.rule(
                List.of(budget), call("other", Requests.NOVA.modelId()), Lane.BULK, BOUND, NOW))
        .isInstanceOf(Ruling.Go.class);
    assertThat(rule(budget)).isEqualTo(new Ruling.Hold());
  }

  @Test
  void budgetsThatCountTheSameCallsAreClaimedOnceAndTheLowerLimitHolds() {
    Budget refuse = budget("0.90", BudgetAction.REFUSE);
    Budget defer = budget("2.00", BudgetAction.DEFER);

    Ruling.Go leave = (Ruling.Go) rule(List.of(defer, refuse));

    assertThat(leave.claims())
        .singleElement()
        .satisfies(claim -> assertThat(claim.getLimit()).isEqualByComparingTo("0.90"));
    ask(leave);
    ask((Ruling.Go) rule(List.of(defer, refuse)));
    assertThat(rule(List.of(defer, refuse))).isEqualTo(new Ruling.Hold());
    Ruling.Go bulk =
        (Ruling.Go)
            book.rule(
                List.of(defer, budget("3.00", BudgetAction.REFUSE)),
                call("default", Requests.NOVA.modelId()),
                Lane.BULK,
                BOUND,
                NOW);
    assertThat(bulk.claims())
        .as("a limit that does not bind is no limit")
        .singleElement()
        .satisfies(claim -> assertThat(claim.getLimit()).isEqualByComparingTo("3.00"));
  }

  @Test
  void anotherActionKeepsWhatWasSpent() {
    settle(reserve(budget("0.50", BudgetAction.DEFER)), "0.40");

    assertThat(rule(budget("0.50", BudgetAction.REFUSE))).isInstanceOf(Ruling.Refuse.class);
  }

  @Test
  void theNextWindowIsFresh() {
    Budget budget = budget("0.40", BudgetAction.REFUSE);
    reserve(budget);

    assertThat(rule(budget, NOW.plus(Duration.ofHours(16)))).isInstanceOf(Ruling.Go.class);
  }

  @Test
  void aRaisedLimitCountsAtOnceAndSoDoesALoweredOne() {
    settle(reserve(budget("1.00", BudgetAction.REFUSE)), "0.40");

    assertThat(rule(budget("0.80", BudgetAction.REFUSE))).isInstanceOf(Ruling.Go.class);
    assertThat(rule(budget("0.79", BudgetAction.REFUSE))).isInstanceOf(Ruling.Refuse.class);
  }

  @Test
  void asksACheaperModelFromItsShareOnAndRefusesAtTheLimit() {
    Budget budget = degrading("1.00", CHEAP, 50);
    settle(reserve(budget), "0.40");

    assertThat(rule(budget))
        .isEqualTo(
            new Ruling.Degrade(CHEAP, new BudgetNote("saving", BudgetAction.DEGRADE, false)));
    Ruling cheap = book.rule(List.of(budget), call("default", CHEAP), Lane.BULK, BOUND, NOW);
    assertThat(cheap).isInstanceOf(Ruling.Go.class);
    settle(ask((Ruling.Go) cheap), "0.40");
    assertThat(book.rule(List.of(budget), call("default", CHEAP), Lane.BULK, BOUND, NOW))
        .isInstanceOf(Ruling.Refuse.class);
  }

  @Test
  void defersInteractiveCallsAndCountsBulkWithoutStoppingIt() {
    Budget budget = budget("0.50", BudgetAction.DEFER);
    settle(reserve(budget), "0.40");

    assertThat(rule(budget))
        .isEqualTo(new Ruling.Defer(new BudgetNote("daily", BudgetAction.DEFER, false)));
    Ruling bulk =
        book.rule(List.of(budget), call("default", Requests.NOVA.modelId()), Lane.BULK, BOUND, NOW);
    assertThat(((Ruling.Go) bulk).claims())
        .singleElement()
        .satisfies(claim -> assertThat(claim.getBinding()).isFalse());
  }

  @Test
  void aDryRunTellsAndStopsNothing() {
    Budget budget = tried(budget("0.50", BudgetAction.REFUSE));
    settle(reserve(budget), "0.40");

    assertThat(((Ruling.Go) rule(budget)).notes())
        .containsExactly(new BudgetNote("tried", BudgetAction.REFUSE, true));
  }

  @Test
  void alertsStopNothingAndReserveNothing() {
    assertThat(rule(budget("0.01", BudgetAction.ALERT))).isEqualTo(Ruling.Go.UNCOUNTED);
  }

  @Test
  void unknownPricesAreNotFree() {
    Budget budget = budget("100.00", BudgetAction.REFUSE);
    ModelCall call = call("default", "new.model-v1:0");

    assertThat(book.rule(List.of(budget), call, Lane.INTERACTIVE, Optional.empty(), NOW))
        .isEqualTo(
            new Ruling.Refuse(
                Cause.UNPRICED,
                "model new.model-v1:0 has no price, so budget daily cannot count it: give the price"
                    + " book its price, or ask another model",
                new BudgetNote("daily", BudgetAction.REFUSE, false)));
    assertThat(book.rule(List.of(tried(budget)), call, Lane.INTERACTIVE, Optional.empty(), NOW))
        .isEqualTo(
            new Ruling.Go(
                BigDecimal.ZERO,
                List.of(),
                List.of(new BudgetNote("tried", BudgetAction.REFUSE, true))));
  }

  @Test
  void whatIsAskedForOrPromisedTakesRoom() {
    Budget budget = budget("1.00", BudgetAction.REFUSE);
    Ruling.Go leave = (Ruling.Go) rule(budget);
    BudgetReservation unheard = reservation(leave);
    book.ask(unheard);
    book.promise("request-2", leave, NOW.plusSeconds(10));
    assertThat(rule(budget)).isEqualTo(new Ruling.Hold());

    book.withdraw(unheard.getId());
    assertThat(rule(budget)).isInstanceOf(Ruling.Go.class);
    book.ask(unheard);
    book.forgetPromises(NOW.plusSeconds(10));
    assertThat(rule(budget)).isInstanceOf(Ruling.Go.class);
    assertThat(book.unpromise("request-2")).isFalse();
  }

  @Test
  void whatIsTakenBackTakesNoRoom() {
    Budget budget = budget("0.80", BudgetAction.REFUSE);
    Ruling.Go leave = (Ruling.Go) rule(budget);
    book.promise("request-2", leave, NOW.plusSeconds(10));
    book.promise("request-2", leave, NOW.plusSeconds(20));
    assertThat(rule(budget)).as("a request has one promise").isInstanceOf(Ruling.Go.class);
    book.promise("request-3", leave, NOW.plusSeconds(10));
    assertThat(rule(budget)).isEqualTo(new Ruling.Hold());

    assertThat(book.unpromise("request-2")).isTrue();
    assertThat(rule(budget)).isInstanceOf(Ruling.Go.class);
    assertThat(book.unpromise("request-2")).isFalse();
    book.forgetPromises(NOW.plusSeconds(10).minusMillis(1));
    reserve(budget);
    assertThat(rule(budget)).as("the other one is kept").isEqualTo(new Ruling.Hold());
  }

  @Test
  void knowsWhatIsReservedForARequestAndWhatIsNotGranted() {
    Budget budget = budget("0.40", BudgetAction.REFUSE);
    Ruling.Go leave = (Ruling.Go) rule(budget);
    BudgetReservation first = ask(leave);

    assertThat(book.openOf("request-1")).contains(first);
    assertThat(book.openOf("request-2")).isEmpty();
    assertThat(book.apply(reservation(leave), NOW)).as("another instance was first").isFalse();
  }

  private Ruling rule(Budget budget) {
    return rule(budget, NOW);
  }

  private Ruling rule(List<Budget> budgets) {
    return book.rule(
        budgets, call("default", Requests.NOVA.modelId()), Lane.INTERACTIVE, BOUND, NOW);
  }

  private Ruling rule(Budget budget, Instant at) {
    return book.rule(
        List.of(budget), call("default", Requests.NOVA.modelId()), Lane.INTERACTIVE, BOUND, at);
  }

  private BudgetReservation reserve(Budget budget) {
    return ask((Ruling.Go) rule(budget));
  }

  private BudgetReservation ask(Ruling.Go leave) {
    BudgetReservation reservation = reservation(leave);
    book.ask(reservation);
    assertThat(book.apply(reservation, NOW)).isTrue();
    return reservation;
  }

  private BudgetReservation reservation(Ruling.Go leave) {
    return BudgetReservation.newBuilder()
        .setId("life/" + reservations++)
        .setState(ReservationState.RESERVED)
        .setRequestId("request-1")
        .setTenant("default")
        .setPipeline("tickets")
        .setModelId(Requests.NOVA.modelId())
        .setAt(NOW)
        .setLostAt(NOW.plusSeconds(60))
        .setAmount(leave.bound())
        .setClaims(leave.claims())
        .build();
  }

  private void settle(BudgetReservation reservation, String amount) {
    boolean unused =
        book.apply(
            new BudgetReservation(
                reservation.getId(),
                ReservationState.SETTLED,
                reservation.getRequestId(),
                "default",
                "tickets",
                reservation.getModelId(),
                NOW,
                NOW,
                dollars(amount),
                List.of()),
            NOW);
  }

  private static ModelCall call(String tenant, String modelId) {
    return new ModelCall(
        "request-1",
        tenant,
        "tickets",
        1,
        new ModelRoute(modelId, 1, Route.CHAMPION),
        new ModelInput.Chat(Optional.empty(), "text", 16, OptionalDouble.empty()));
  }
}
