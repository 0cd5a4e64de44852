package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.degrading;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static dev.millrace.inference.domain.budget.BudgetCases.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Routes;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.ReservationState;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Budgets in Flink's own operator. An output token costs a cent: a call may cost 0.64 USD, and its
 * answer costs 0.10.
 */
class BudgetStageTest extends RunningStage {

  private static final String CHEAP = "amazon.cheap-v1:0";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final FakeReservations log = new FakeReservations();
  private final AtomicReference<Budgets> inForce = new AtomicReference<>(Budgets.NONE);

  private final AtomicReference<Instant> now = new AtomicReference<>(Requests.BEGINNING);

  @BeforeEach
  void keepBudgets() {
    world.clock(now::get);
    world.budgets(new BudgetMeans(inForce::get, log, PATIENCE));
    world.prices(
        (model, at, usage) ->
            model.startsWith("new.")
                ? Optional.empty()
                : Optional.of(
                    dollars(model.equals(CHEAP) ? "0.001" : "0.01")
                        .multiply(BigDecimal.valueOf(usage.getOutputTokens()))));
  }

  @Test
  void holdsARequestUntilACallLeavesRoomForIt() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    start();
    arrive(0, 1);
    waitForCalls("request-0");

    reply("request-0", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    reply("request-1", answer("bug"));

    waitFor(2);
    assertThat(predictions()).extracting(Prediction::getOutcome).containsOnly(Outcome.ANSWERED);
    assertThat(spent()).isEqualByComparingTo("0.20");
  }

  @Test
  void refusesWhatNoEndOfACallCanMakeRoomFor() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    arrive(1);
    reply("request-0", answer("bug"));

    waitFor(2);
    assertThat(prediction("request-1"))
        .satisfies(
            refused -> {
              assertThat(refused.getOutcome()).isEqualTo(Outcome.REFUSED);
              assertThat(refused.getCause()).isEqualTo("BUDGET_EXHAUSTED");
              assertThat(refused.getDetail())
                  .startsWith("budget daily of 0.70 USD has 0.10 spent and 0.00 reserved until");
              assertThat(refused.getAttempts()).isEmpty();
              assertThat(refused.getBudgets())
                  .containsExactly(new BudgetNote("daily", BudgetAction.REFUSE, false));
            });
    arrive(2);
    assertThat(world.called()).containsExactly("request-0");
  }

  @Test
  void settlesACallBeforeItsPredictionIsOut() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply("request-0", answer("bug"));

    waitFor(1);
    assertThat(states()).containsExactly("RESERVED", "SETTLED");
  }

  @Test
  void aLogThatIsAwayHoldsUpNoAnswer() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    log.away(true);
    reply("request-0", answer("bug"));

    waitFor(1);
    assertThat(states()).as("its call stays booked at its bound").containsExactly("RESERVED");
  }

  @Test
  void callsWaitForALogThatIsAway() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    log.away(true);
    start();
    arrive(0);
    log.away(false);

    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-0"));
  }

  @Test
  void whatWasUnderWayAtACrashStaysBookedBesideItsSecondCall() throws Exception {
    limit(budget("1.30", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    OperatorSubtaskState checkpoint = checkpoint(1);
    crashed();

    resume(checkpoint);
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    reply("request-0", answer("bug"));
    waitFor(1);
    arrive(1);

    assertThat(world.called()).containsExactly("request-0", "request-0");
    assertThat(states()).containsExactly("RESERVED", "RESERVED", "SETTLED");
  }

  @Test
  void doesNotPayTwiceForWhatHadEndedBeforeACrash() throws Exception {
    limit(budget("0.75", BudgetAction.REFUSE));
    start();
    arrive(0);
    OperatorSubtaskState checkpoint = checkpoint(1);
    reply("request-0", answer("bug"));
    waitFor(1);
    write();
    crashed();

    resume(checkpoint);
    arrive(1);

    await()
        .untilAsserted(() -> assertThat(world.called()).containsExactly("request-0", "request-1"));
  }

  @Test
  void knowsWithoutACheckpointWhatWasSpent() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply("request-0", answer("bug"));
    waitFor(1);
    crashed();

    start();
    arrive(1);

    waitFor(1);
    assertThat(predictions()).extracting(Prediction::getCause).containsExactly("BUDGET_EXHAUSTED");
  }

  @Test
  void allInstancesShareOneLimit() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    running = harness(2, 0);
    job().open();
    var other = harness(2, 1);
    other.open();
    arriveAt(0, 0);
    waitForCalls("request-0-0");
    InferenceRequest request = Requests.classification();
    request.setRequestId("request-1-0");
    other.processElement(received(1, 0, world.encode(request)), 0);
    reply("request-0-0", answer("bug"));

    await().untilAsserted(() -> assertThat(world.called()).contains("request-1-0"));
    other.close();
  }

  @Test
  void aRaisedLimitLetsThoseGoWhoAreHeld() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0, 1);
    waitForCalls("request-0");

    limit(budget("2.00", BudgetAction.REFUSE));

    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(world.called()).containsExactly("request-0", "request-1"));
  }

  @Test
  void aKillSwitchReachesThoseWhoAreHeld() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    arrive(1);

    world.kill(KillScope.PIPELINE, "tickets");

    waitFor(1);
    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getCause)
        .containsExactly(tuple("request-1", "KILLED"));
  }

  @Test
  void aDeadlineReachesThoseWhoAreHeld() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    arrive(1);

    now.set(Requests.BEGINNING.plus(Requests.LIFETIME));

    waitFor(1);
    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getCause)
        .containsExactly(tuple("request-1", "DEADLINE_EXPIRED"));
  }

  @Test
  void aDryRunTellsWhatItWouldHaveDone() throws Exception {
    limit(tried(budget("0.10", BudgetAction.REFUSE)));
    start();
    arrive(0);
    reply("request-0", answer("bug"));

    waitFor(1);
    assertThat(prediction("request-0").getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction("request-0").getBudgets())
        .containsExactly(new BudgetNote("tried", BudgetAction.REFUSE, true));
  }

  @Test
  void aCheaperModelAnswersFromItsShareOn() throws Exception {
    limit(degrading("1.00", CHEAP, 70));
    start();
    arrive(0);
    reply("request-0", answer("bug"));
    waitFor(1);
    arrive(1);
    reply("request-1", answer("bug"));

    waitFor(2);
    assertThat(prediction("request-0").getModelId()).isEqualTo(Requests.NOVA.modelId());
    assertThat(prediction("request-0").getBudgets()).isEmpty();
    assertThat(prediction("request-1").getModelId()).isEqualTo(CHEAP);
    assertThat(prediction("request-1").getBudgets())
        .containsExactly(new BudgetNote("saving", BudgetAction.DEGRADE, false));
  }

  @Test
  void defersToTheLaneBulk() throws Exception {
    limit(budget("0.70", BudgetAction.DEFER));
    start();
    arrive(0);
    waitForCalls("request-0");
    arrive(1);
    reply("request-1", answer("bug"));
    reply("request-0", answer("bug"));

    waitFor(2);
    assertThat(prediction("request-0").getLane()).isEqualTo(Lane.INTERACTIVE);
    assertThat(prediction("request-1").getLane()).isEqualTo(Lane.BULK);
    assertThat(prediction("request-1").getBudgets())
        .containsExactly(new BudgetNote("daily", BudgetAction.DEFER, false));
  }

  @Test
  void unknownIsNotFree() throws Exception {
    limit(budget("1.30", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply("request-0", new CallResult.Failed(Cause.TRANSPORT, "no reply came", Optional.empty()));
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    reply("request-0", answer("bug"));
    waitFor(1);

    assertThat(spent())
        .as("a call without a reply at its bound, and an answer")
        .isEqualByComparingTo("0.74");
  }

  @Test
  void whatWasTurnedAwayCostsNothing() throws Exception {
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply(
        "request-0",
        new CallResult.Failed(Cause.THROTTLED, "the endpoint said 429", Optional.empty()));

    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    assertThat(spent()).isEqualByComparingTo("0");
  }

  @Test
  void refusesAModelWithoutAPrice() throws Exception {
    world.routes(new Routes(List.of(unpriced())));
    limit(budget("100.00", BudgetAction.REFUSE));
    start();
    arrive(0);

    waitFor(1);
    assertThat(prediction("request-0").getCause()).isEqualTo("UNPRICED");
    assertThat(world.called()).isEmpty();
  }

  @Test
  void leavesAShadowOutWhereNothingIsToSpare() throws Exception {
    world.routes(Requests.SHADOWED_NOVA);
    limit(budget("0.70", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply("request-0", answer("bug"));

    waitFor(1);
    arrive(1);
    waitFor(2);
    assertThat(world.called()).containsExactly("request-0");
  }

  @Test
  void countsShadows() throws Exception {
    world.routes(Requests.SHADOWED_NOVA);
    limit(budget("1.00", BudgetAction.REFUSE));
    start();
    arrive(0);
    reply("request-0", answer("bug"));
    await()
        .untilAsserted(
            () -> assertThat(world.called()).contains(FakeSurroundings.shadowOf("request-0")));
    reply(FakeSurroundings.shadowOf("request-0"), answer("bug"));

    await().untilAsserted(() -> assertThat(spent()).isEqualByComparingTo("0.20"));
  }

  @Test
  void sharesOfACallAddUpToIt() throws Exception {
    world.batching(new Batching(2, 1_000L, BatchingMode.PACKED));
    limit(budget("1.60", BudgetAction.REFUSE));
    start();
    arrive(0, 1);
    reply("request-0", answer("[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"billing\"}]"));

    waitFor(2);
    assertThat(predictions()).extracting(Prediction::getOutcome).containsOnly(Outcome.ANSWERED);
    assertThat(world.called()).hasSize(1);
    assertThat(spent()).isEqualByComparingTo("0.10");
    assertThat(log.entries())
        .filteredOn(entry -> entry.getState() == ReservationState.RESERVED)
        .as("with the frame of a packed answer")
        .allSatisfy(entry -> assertThat(entry.getAmount()).isEqualByComparingTo("0.80"));
  }

  @Test
  void writesNothingWhereNoBudgetCounts() throws Exception {
    limit(budget("1.00", BudgetAction.ALERT));
    start();
    arrive(0);
    reply("request-0", answer("bug"));

    assertThat(predictions()).hasSize(1);
    assertThat(log.entries()).isEmpty();
  }

  /** The model answers, as soon as it is asked. */
  private static void reply(String call, CallResult result) {
    await().ignoreExceptions().untilAsserted(() -> world.answer(call, result));
  }

  private static void waitForCalls(String... calls) {
    await().untilAsserted(() -> assertThat(world.called()).containsExactly(calls));
  }

  private void limit(Budget budget) {
    inForce.set(Budgets.of(budget));
  }

  private void crashed() throws Exception {
    crash();
    log.crash();
  }

  private void waitFor(int predictions) {
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(predictions));
  }

  private Prediction prediction(String requestId) throws Exception {
    return predictions().stream()
        .filter(one -> one.getRequestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  private List<String> states() {
    return log.entries().stream().map(entry -> entry.getState().name()).toList();
  }

  private BigDecimal spent() {
    return log.entries().stream()
        .filter(entry -> entry.getState() == ReservationState.SETTLED)
        .map(BudgetReservation::getAmount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ModelRoute unpriced() {
    return new ModelRoute("new.model-v1:0", 1, Route.CHAMPION);
  }
}
