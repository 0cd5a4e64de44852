package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.ReservationState;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who goes, who waits and who is refused. */
class BudgetStageTest extends BudgetedStage {

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
  void whatNobodyUnderstandsHoldsThoseItMayCountAndNobodyElse() throws Exception {
    inForce.set(Budgets.NONE.withUnread(List.of("tickets"), List.of()));
    start();
    arrive(0);
    assertThat(world.called()).isEmpty();

    inForce.set(Budgets.NONE.withUnread(List.of("others"), List.of()));

    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-0"));
    assertThat(log.entries()).as("no budget counts it").isEmpty();
  }

  @Test
  void setsTheDearestPriceAsideThatMayCount() throws Exception {
    Instant midnight = Requests.BEGINNING.plus(Duration.ofDays(1));
    now.set(midnight.minusSeconds(1));
    world.prices(
        (model, at, usage) ->
            Optional.of(
                dollars(at.isBefore(midnight) ? "0.01" : "0.02")
                    .multiply(BigDecimal.valueOf(usage.getOutputTokens()))));
    limit(budget("2.00", BudgetAction.REFUSE));
    start();
    InferenceRequest request = Requests.classification();
    request.setDeadline(midnight.plusSeconds(60));
    job().processElement(received(0, world.encode(request)), 0);

    await()
        .untilAsserted(
            () ->
                assertThat(log.entries())
                    .singleElement()
                    .satisfies(
                        entry -> assertThat(entry.getAmount()).isEqualByComparingTo("1.28")));
  }
}
