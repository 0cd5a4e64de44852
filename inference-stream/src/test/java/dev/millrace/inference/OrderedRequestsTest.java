package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Pipelines whose requests of one key are to be answered one after the other. */
class OrderedRequestsTest extends RunningStage {

  @Test
  void asksForOneOfAKeyAtATimeAndForOtherKeysMeanwhile() throws Exception {
    world.order();
    start();
    arriveUnder("ada", 0, 1);
    arriveUnder("bob", 2);
    awaitCalled("request-0", "request-2");

    world.answer("request-2", answer("bug"));
    world.answer("request-0", answer("bug"));
    awaitCalled("request-0", "request-2", "request-1");
    world.answer("request-1", answer("bug"));

    assertThat(predictions())
        .extracting(Prediction::getRequestId)
        .containsExactly("request-2", "request-0", "request-1");
  }

  @Test
  void goesOnBehindOneThatFails() throws Exception {
    world.order();
    start();
    arriveUnder("ada", 0, 1);
    awaitCalled("request-0");

    world.answer(
        "request-0", new CallResult.Failed(Cause.INVALID_REQUEST, "too long", Optional.empty()));
    awaitCalled("request-0", "request-1");
    world.answer("request-1", answer("bug"));

    assertThat(predictions())
        .extracting(Prediction::getOutcome)
        .containsExactly(Outcome.FAILED, Outcome.ANSWERED);
  }

  @Test
  void keepsTheOrderThroughACrash() throws Exception {
    world.order();
    start();
    arriveUnder("ada", 0, 1, 2, 3, 4, 5, 6, 7);
    OperatorSubtaskState checkpoint = checkpoint(1);
    awaitCalled("request-0");
    crash();

    resume(checkpoint);
    arriveUnder("ada", 8);
    for (int i = 0; i <= 8; i++) {
      String next = "request-" + i;
      await().until(() -> world.called().get(world.called().size() - 1).equals(next));
      world.answer(next, answer("bug"));
    }

    assertThat(predictions())
        .extracting(Prediction::getRequestId)
        .containsExactlyElementsOf(
            List.of(
                "request-0",
                "request-1",
                "request-2",
                "request-3",
                "request-4",
                "request-5",
                "request-6",
                "request-7",
                "request-8"));
  }

  private static void awaitCalled(String... requests) {
    await().untilAsserted(() -> assertThat(world.called()).containsExactlyInAnyOrder(requests));
  }
}
