package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Policy;
import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the stage makes of answers: those that are put right, and those that were given before. */
class AnswersTest extends RunningStage {

  private static final Policy CACHED =
      new Policy(Optional.empty(), true, Optional.empty(), Optional.of(Duration.ofMinutes(10)));

  @Test
  void putsAnInvalidAnswerRightThoughOnlyOneCallMayBeUnderWay() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0);
    world.answer("request-0", answer("perhaps"));
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    world.answer("request-0", answer("bug"));

    assertThat(predictions())
        .singleElement()
        .satisfies(
            prediction -> {
              assertThat(prediction.getLabel()).isEqualTo("bug");
              assertThat(prediction.getAttempts())
                  .extracting(Attempt::getNumber, Attempt::getResult)
                  .containsExactly(tuple(1, "INVALID_ANSWER"), tuple(2, "ANSWERED"));
            });
  }

  @Test
  void setsAsideWhatCannotBePutRight() throws Exception {
    world.policy(new Policy(Optional.empty(), false));
    start();
    arrive(0);
    world.answer("request-0", answer("perhaps"));

    assertThat(settled())
        .singleElement()
        .satisfies(
            settled -> assertThat(deadLetter(settled).getCause()).isEqualTo("INVALID_ANSWER"));
    assertThat(world.called()).hasSize(1);
  }

  @Test
  void answersTheSameOnceMoreFromItsCache() throws Exception {
    world.policy(CACHED);
    start();
    arrive(0);
    world.answer("request-0", answer("bug"));
    arrive(1);

    assertThat(world.called()).containsExactly("request-0");
    assertThat(predictions())
        .extracting(
            Prediction::getRequestId,
            Prediction::getOutcome,
            Prediction::getLabel,
            Prediction::getCachedFrom)
        .containsExactly(
            tuple("request-0", Outcome.ANSWERED, "bug", null),
            tuple("request-1", Outcome.ANSWERED, "bug", "request-0"));
  }
}
