package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.degrading;
import static dev.millrace.inference.domain.budget.BudgetCases.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Routes;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What budgets do to calls beside letting them go and refusing them. */
class BudgetActionsTest extends BudgetedStage {

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
  void refusesAModelWithoutAPrice() throws Exception {
    world.routes(new Routes(List.of(unpriced())));
    limit(budget("100.00", BudgetAction.REFUSE));
    start();
    arrive(0);

    waitFor(1);
    assertThat(prediction("request-0").getCause()).isEqualTo("UNPRICED");
    assertThat(prediction("request-0").getModelVersion()).as("nobody was asked").isNull();
    assertThat(prediction("request-0").getRefusedVersion()).isEqualTo(unpriced().version());
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
}
