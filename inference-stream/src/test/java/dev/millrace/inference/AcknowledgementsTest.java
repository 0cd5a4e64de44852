package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill may cost while the brokers are away. */
class AcknowledgementsTest extends RunningStage {

  private static final int AT_ONCE = 2;

  /** As many answers may be unwritten: the fewest that there are. */
  private static final int UNWRITTEN = 16;

  /** Those, and what was under way then. */
  private static final int BEGUN = UNWRITTEN + 1;

  /** Behind {@link FakeSurroundings#BREAKS}. */
  private static final int FIRST = 20;

  @BeforeEach
  void limit() {
    world.callsAtOnce(AT_ONCE);
  }

  @Test
  void beginsNoCallWhileTooManyAnswersWaitForTheBrokers() throws Exception {
    answerAsManyAsMayWait();
    endCall(UNWRITTEN);
    assertThat(world.called()).hasSize(BEGUN);

    acknowledge(settled().get(0), null);
    assertThat(world.called()).hasSize(BEGUN);
    acknowledge(settled().get(1), null);

    awaitCalls(BEGUN + AT_ONCE);
  }

  @Test
  void countsEachPredictionOnce() throws Exception {
    answerAsManyAsMayWait();
    endCall(UNWRITTEN);

    for (int time = 0; time < UNWRITTEN; time++) {
      acknowledge(settled().get(0), null);
    }

    assertThat(world.called()).hasSize(BEGUN);
  }

  @Test
  void waitsForNoneThatCouldNotBeWritten() throws Exception {
    answerAsManyAsMayWait();

    acknowledge(settled().get(0), new TimeoutException("120000 ms have passed"));

    awaitCalls(BEGUN + 1);
  }

  @Test
  void waitsForNothingOfAnEarlierLife() throws Exception {
    answerAsManyAsMayWait();
    crash();

    start();
    arriveAll();

    assertThat(world.called()).hasSize(BEGUN + AT_ONCE);
  }

  private void answerAsManyAsMayWait() throws Exception {
    start();
    arriveAll();
    for (int number = 0; number < UNWRITTEN; number++) {
      awaitCalls(number + 1);
      endCall(number);
    }
    awaitCalls(BEGUN);
  }

  private void arriveAll() throws Exception {
    arrive(IntStream.range(FIRST, FIRST + 3 * UNWRITTEN).toArray());
  }

  /** Turns are given on other threads. */
  private static void awaitCalls(int requests) {
    await().untilAsserted(() -> assertThat(world.called()).containsAll(ids(requests)));
  }

  private static List<String> ids(int requests) {
    return IntStream.range(FIRST, FIRST + requests)
        .mapToObj(number -> "request-" + number)
        .toList();
  }

  private void endCall(int request) throws Exception {
    world.answer("request-" + (FIRST + request), answer("bug"));
    drain();
  }
}
