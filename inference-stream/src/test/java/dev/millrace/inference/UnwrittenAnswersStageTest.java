package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.InferenceRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stage while answers wait for the brokers. */
@Timeout(60)
class UnwrittenAnswersStageTest extends RunningStage {

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
  void goesOnWhenTheBrokersHaveThem() throws Exception {
    start();
    arrive(IntStream.range(FIRST, FIRST + 3 * UNWRITTEN).toArray());
    answerUntilHeldUp();
    endCall(UNWRITTEN);
    assertThat(world.called()).hasSize(BEGUN);

    acknowledge();

    awaitCalls(BEGUN + AT_ONCE);
    assertThat(world.called()).hasSize(BEGUN + AT_ONCE);
  }

  /** Or the answers could not leave, and their brokers not say that they have them. */
  @Test
  void isNotHeldUpByWantOfRoomWhileAnswersHaveToLeave() throws Exception {
    start();
    arrive(IntStream.range(FIRST, FIRST + UNWRITTEN + AT_ONCE).toArray());
    byte[] large = large();
    Thread operator = new Thread(() -> process(large));
    operator.start();
    await().until(() -> operator.getState() == Thread.State.WAITING);

    for (int number = 0; number < UNWRITTEN; number++) {
      awaitCalls(number + 1);
      world.answer("request-" + (FIRST + number), answer("bug"));
    }

    operator.join();
    assertThat(predictions()).hasSize(UNWRITTEN);
  }

  /** So large that there is room for it only when nobody else is there. */
  private static byte[] large() {
    InferenceRequest request = Requests.classification();
    request.setRequestId("request-large");
    request.getPrompt().setUser("x".repeat(1 << 20));
    return world.encode(request);
  }

  private void process(byte[] value) {
    try {
      job().processElement(received(FIRST + 3 * UNWRITTEN, value), 0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void answerUntilHeldUp() throws Exception {
    for (int number = 0; number < UNWRITTEN; number++) {
      awaitCalls(number + 1);
      endCall(number);
    }
    awaitCalls(BEGUN);
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
