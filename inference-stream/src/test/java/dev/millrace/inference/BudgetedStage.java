package dev.millrace.inference;

import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.Prediction;
import dev.millrace.record.ReservationState;
import dev.millrace.record.Route;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;

/**
 * Budgets in Flink's own operator. An output token costs a cent: a call may cost 0.64 USD, and its
 * answer costs 0.10.
 */
abstract class BudgetedStage extends RunningStage {

  static final String CHEAP = "amazon.cheap-v1:0";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final FakeReservations log = new FakeReservations();
  final AtomicReference<Budgets> inForce = new AtomicReference<>(Budgets.NONE);
  final AtomicReference<Instant> now = new AtomicReference<>(Requests.BEGINNING);

  /** Time passes. */
  void pass(long seconds) {
    now.set(world.clock().instant().plusSeconds(seconds));
  }

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

  /** The model answers, as soon as it is asked. */
  static void reply(String call, CallResult result) {
    await().ignoreExceptions().untilAsserted(() -> world.answer(call, result));
  }

  static void waitForCalls(String... calls) {
    await().untilAsserted(() -> assertThat(world.called()).containsExactly(calls));
  }

  void limit(Budget budget) {
    inForce.set(Budgets.of(budget));
  }

  void crashed() throws Exception {
    crash();
    log.crash();
  }

  void waitFor(int predictions) {
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(predictions));
  }

  Prediction prediction(String requestId) throws Exception {
    return predictions().stream()
        .filter(one -> one.getRequestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  List<String> states() {
    return log.entries().stream().map(entry -> entry.getState().name()).toList();
  }

  BigDecimal spent() {
    return log.entries().stream()
        .filter(entry -> entry.getState() == ReservationState.SETTLED)
        .map(BudgetReservation::getAmount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  static ModelRoute unpriced() {
    return new ModelRoute("new.model-v1:0", 1, Route.CHAMPION);
  }
}
