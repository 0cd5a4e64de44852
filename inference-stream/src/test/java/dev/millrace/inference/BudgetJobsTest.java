package dev.millrace.inference;

import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.record.ReservationState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets and batch jobs: the money is set aside for as long as the job may take. */
class BudgetJobsTest extends RunningStage {

  private final FakeReservations log = new FakeReservations();
  private OperatorSubtaskState latest = OperatorSubtaskState.builder().build();
  private long checkpoints;

  @BeforeEach
  void keepABudgetAndCollect() {
    world.budgets(
        new BudgetMeans(
            () -> Budgets.of(budget("1.00", BudgetAction.REFUSE)), log, Duration.ofSeconds(90)));
    world.prices(
        (model, at, usage) ->
            Optional.of(dollars("0.005").multiply(BigDecimal.valueOf(usage.getOutputTokens()))));
    world.collect(2, 2);
  }

  @Test
  void setsMoneyAsideBeforeAJobIsAskedFor() throws Exception {
    start();
    bulk(0, 1);
    ask();

    assertThat(log.entries())
        .hasSize(2)
        .allSatisfy(
            entry -> {
              assertThat(entry.getState()).isEqualTo(ReservationState.RESERVED);
              assertThat(entry.getAmount()).isEqualByComparingTo("0.32");
              assertThat(entry.getLostAt())
                  .as("nobody waits as long as a job may take")
                  .isEqualTo(Requests.BEGINNING.plusSeconds(90));
            });
  }

  @Test
  void settlesWhatAJobAnsweredAlsoInALaterLife() throws Exception {
    start();
    bulk(0, 1);
    OperatorSubtaskState checkpoint = ask();
    crash();
    log.crash();

    resume(checkpoint);
    ask();
    world.jobs().end("Completed", Map.of("request-0", batched(), "request-1", batched()));
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(2));

    assertThat(predictions()).extracting(Prediction::getLane).containsOnly(Lane.BULK);
    List<BudgetReservation> entries = log.entries();
    assertThat(entries).as("nothing was reserved a second time").hasSize(4);
    assertThat(entries.subList(2, 4))
        .allSatisfy(
            entry -> {
              assertThat(entry.getState()).isEqualTo(ReservationState.SETTLED);
              assertThat(entry.getAmount())
                  .as("no price of batch jobs here")
                  .isEqualByComparingTo("0.32");
            });
    assertThat(entries.subList(2, 4))
        .extracting(BudgetReservation::getId)
        .containsExactlyInAnyOrder(entries.get(0).getId(), entries.get(1).getId());
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    start();
    bulk(0, 1);
    await().untilAsserted(() -> assertThat(log.entries()).hasSize(2));
    world.collect(9, 9);
    bulk(2);
    await().untilAsserted(() -> assertThat(log.entries()).hasSize(3));

    bulk(3);
    checkpoint(1);
    assertThat(log.entries()).as("held: 0.96 of 1.00 are set aside").hasSize(3);
  }

  private void bulk(int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      request.setLane(Lane.BULK);
      job().processElement(received(number, world.encode(request)), 0);
    }
  }

  /** Checkpoints, until one of them holds the job, which is asked for then. */
  private OperatorSubtaskState ask() throws Exception {
    await()
        .pollInSameThread()
        .untilAsserted(
            () -> {
              latest = checkpoint(++checkpoints);
              assertThat(world.jobs().jobs()).isEqualTo(1);
            });
    return latest;
  }

  private static CallResult batched() {
    return new CallResult.Answered(
        new CallResult.Content.Text("bug"),
        "end_turn",
        new CallResult.Report(
            Optional.of("job/R0"),
            Optional.of(Requests.USAGE),
            Optional.empty(),
            Optional.of("batch")));
  }
}
