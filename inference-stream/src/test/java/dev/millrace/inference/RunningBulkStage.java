package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/** The stage in Flink's own operator with batch jobs, and the words to tell it what happens. */
abstract class RunningBulkStage extends RunningStage {

  static void collecting() {
    world.collect(2, 2);
  }

  void bulk(int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      request.setLane(Lane.BULK);
      job().processElement(received(number, world.encode(request)), 0);
    }
  }

  /** A checkpoint after which the job is there. */
  OperatorSubtaskState ask(long number) throws Exception {
    OperatorSubtaskState checkpoint = checkpoint(number);
    await().untilAsserted(() -> assertThat(world.jobs().jobs()).isEqualTo(1));
    return checkpoint;
  }

  void settled(int expected) {
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(expected));
  }

  Prediction prediction(String requestId) throws Exception {
    return predictions().stream()
        .filter(prediction -> prediction.getRequestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  static Map<String, CallResult> bugs(int... numbers) {
    Map<String, CallResult> answers = new HashMap<>();
    for (int number : numbers) {
      answers.put("request-" + number, batched("bug"));
    }
    return answers;
  }

  static CallResult batched(String text) {
    return new CallResult.Answered(
        new CallResult.Content.Text(text),
        "end_turn",
        new CallResult.Report(
            Optional.of("job/R0"), Optional.of(USAGE), Optional.empty(), Optional.of("batch")));
  }
}
