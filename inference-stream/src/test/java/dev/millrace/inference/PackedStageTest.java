package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Prediction;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shared calls in Flink's own operator: checkpoints know requests, not packs. */
class PackedStageTest extends RunningStage {

  /** Closed by count alone: the clock stands still. */
  private static final Batching TWO = new Batching(2, 1_000L, BatchingMode.PACKED);

  private static final String BOTH =
      "[{\"i\":0,\"label\":\"billing\"},{\"i\":1,\"label\":\"bug\"}]";

  @BeforeEach
  void pack() {
    world.batching(TWO);
  }

  @Test
  void givesEachRequestItsTerminalRecordByOneCall() throws Exception {
    start();
    arrive(0, 1);
    awaitCalls("request-0");
    world.answer("request-0", answer(BOTH));

    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getLabel)
        .containsExactlyInAnyOrder(tuple("request-0", "billing"), tuple("request-1", "bug"));
  }

  @Test
  void asksAgainOnlyForThoseOfAPackWhoHaveNoTerminalRecord() throws Exception {
    start();
    arrive(0, 1);
    OperatorSubtaskState checkpoint = checkpoint(1);
    awaitCalls("request-0");
    world.answer("request-0", answer(BOTH));
    world.written(settled().get(0));
    String ended = predictions().get(0).getRequestId();
    String lost = ended.equals("request-0") ? "request-1" : "request-0";
    crash();

    resume(checkpoint);
    arrive(2);

    // The one that was lost is asked for with the next that comes.
    awaitCalls("request-0", lost);
    world.answer(lost, answer(BOTH));
    assertThat(predictions())
        .extracting(Prediction::getRequestId)
        .containsExactlyInAnyOrder(lost, "request-2");
  }

  private static void awaitCalls(String... ids) {
    await().untilAsserted(() -> assertThat(world.called()).isEqualTo(List.of(ids)));
  }
}
