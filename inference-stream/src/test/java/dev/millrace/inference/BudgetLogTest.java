package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** The log of reservations: what is written, who waits where it is away, what a crash leaves. */
class BudgetLogTest extends BudgetedStage {

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
  void endsTheJobWhereNobodyKnowsAnyMoreWhatIsReserved() throws Exception {
    start();
    OperatorSubtaskState unused = checkpoint(1);
    log.breakDown();

    assertThatThrownBy(() -> checkpoint(2))
        .as("a job without requests ends with its next checkpoint")
        .hasStackTraceContaining("not read any more");
    assertThatThrownBy(() -> arrive(0)).hasStackTraceContaining("not read any more");
  }

  @Test
  void callsWaitForALogThatIsAway() throws Exception {
    limit(budget("1.00", BudgetAction.REFUSE));
    log.away(true);
    start();
    arrive(0);
    log.away(false);

    awaitAsTimePasses(() -> assertThat(world.called()).containsExactly("request-0"));
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
  void writesNothingWhereNoBudgetCounts() throws Exception {
    limit(budget("1.00", BudgetAction.ALERT));
    start();
    arrive(0);
    reply("request-0", answer("bug"));

    assertThat(predictions()).hasSize(1);
    assertThat(log.entries()).isEmpty();
  }

  @Test
  void whoWaitsForALogThatIsAwayKeepsNoPlaceAndTriesOneAtATime() throws Exception {
    limit(budget("100.00", BudgetAction.REFUSE));
    log.away(true);
    start();
    arrive(0, 1, 2, 3, 4, 5, 6, 7);

    await().untilAsserted(() -> assertThat(log.tries()).isPositive());
    pass(2);
    int before = log.tries();
    await().untilAsserted(() -> assertThat(log.tries()).isGreaterThan(before));
    assertThat(log.tries()).as("each breath lets one of eight try").isLessThan(before + 4);

    log.away(false);
    awaitAsTimePasses(() -> assertThat(world.called()).hasSize(8));
  }

  @Test
  void aReservationThatIsNotReadBackIsGivenUpAndReleasedWhenItIs() throws Exception {
    limit(budget("2.00", BudgetAction.REFUSE));
    start();
    log.silent(true);
    arrive(0);
    await().untilAsserted(() -> assertThat(log.entries()).hasSize(1));
    assertThat(world.called()).isEmpty();

    log.silent(false);

    awaitAsTimePasses(() -> assertThat(world.called()).containsExactly("request-0"));
    assertThat(states())
        .as("the first is given back")
        .containsExactlyInAnyOrder("RESERVED", "RESERVED", "SETTLED");
  }

  @Test
  void whatACallCostIsWrittenWhenTheLogIsBack() throws Exception {
    limit(budget("2.00", BudgetAction.REFUSE));
    start();
    arrive(0);
    waitForCalls("request-0");
    log.away(true);
    reply("request-0", answer("bug"));
    waitFor(1);
    log.away(false);
    pass(2);

    arrive(1);

    await()
        .untilAsserted(
            () ->
                assertThat(states()).containsExactlyInAnyOrder("RESERVED", "RESERVED", "SETTLED"));
    assertThat(spent()).isEqualByComparingTo("0.10");
  }

  /** Two seconds at each look. */
  private void awaitAsTimePasses(ThrowingRunnable assertion) {
    await()
        .untilAsserted(
            () -> {
              pass(2);
              assertion.run();
            });
  }
}
