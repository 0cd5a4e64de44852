package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementsTest {

  /** Too few for one more that is kept for who comes anew. */
  private static final int AT_ONCE = 15;

  /** The fewest answers of which there may be so many. */
  private static final int MOST = 16;

  private final StillWorld world = new StillWorld();
  private final CallDesk desk =
      new CallDesk(
          new CallLimits(AT_ONCE, Map.of()),
          world::now,
          world::after,
          world::execute,
          call -> false,
          pipeline -> LaneWeights.DEFAULT);
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final Acknowledgements.OfStage stage = acknowledgements.open(desk, world::after);
  private final Acknowledgements.Interceptor producer = new Acknowledgements.Interceptor();
  private int begun;

  @BeforeEach
  void configure() {
    producer.configure(acknowledgements.settings());
  }

  @Test
  void aCallWaitsWhileTooManyAnswersAreUnwritten() {
    expectMost();
    ask();
    world.runTasks();
    assertThat(begun).isZero();
    assertThat(desk.spare(call("amazon.nova-lite-v1:0"))).isEmpty();

    acknowledge(0, null);
    world.runTasks();

    assertThat(begun).isEqualTo(1);
  }

  @Test
  void countsEachPredictionOnce() {
    expectMost();

    acknowledge(0, null);
    acknowledge(0, null);
    acknowledge(99, null);

    assertThat(desk.unwritten().calls()).isEqualTo(MOST - 1);
  }

  @Test
  void whatCouldNotBeWrittenIsStillUnwritten() {
    expectMost();

    acknowledge(0, new TimeoutException("120000 ms have passed"));

    assertThat(desk.unwritten().calls()).isEqualTo(MOST);
  }

  @Test
  void countsWhoSharesACallForItsShare() {
    for (int request = 0; request < 4; request++) {
      stage.expect(at(request), prediction(4, "default"));
    }

    assertThat(desk.unwritten().calls()).isEqualTo(1);
  }

  @Test
  void doesNotCountWhatIsNotLost() {
    stage.expect(at(0), null);
    Prediction unasked = new Prediction();
    unasked.setAttempts(List.of());
    stage.expect(at(1), unasked);
    stage.expect(at(2), prediction(1, "batch"));

    assertThat(desk.unwritten().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOperatorIsNeededUntilAllIsSent(boolean full) {
    int answers = full ? MOST : MOST - 1;
    for (int answer = 0; answer < answers; answer++) {
      stage.expect(at(answer), prediction(1, "default"));
    }

    for (int answer = 0; answer < answers; answer++) {
      assertThat(stage.needOperator()).as("%d sent", answer).isEqualTo(full);
      send(answer);
    }

    assertThat(stage.needOperator()).isFalse();
  }

  @Test
  void tellsAStageThatIsClosedNothingMore() {
    expectMost();
    stage.close();
    stage.expect(at(MOST), prediction(1, "default"));
    double unwritten = desk.unwritten().calls();

    for (int answer = 0; answer <= MOST; answer++) {
      acknowledge(answer, null);
    }

    assertThat(desk.unwritten().calls()).isEqualTo(unwritten);
  }

  @Test
  void keepsTheJobsOfAProcessApart() {
    expectMost();
    Acknowledgements.Interceptor other = new Acknowledgements.Interceptor();
    other.configure(new Acknowledgements().settings());

    other.onAcknowledgement(null, null, headers(0));

    assertThat(desk.unwritten().calls()).isEqualTo(MOST);
  }

  private void expectMost() {
    for (int answer = 0; answer < MOST; answer++) {
      stage.expect(at(answer), prediction(1, "default"));
    }
  }

  private void ask() {
    var unused =
        desk.ask(
                call("amazon.nova-micro-v1:0"),
                new CallDesk.Terms(
                    Lane.INTERACTIVE, world.now().plus(Requests.LIFETIME), false, false))
            .thenAccept(turn -> begin((CallDesk.Turn.Come) turn));
  }

  private void begin(CallDesk.Turn.Come turn) {
    begun++;
    turn.permit().end(Optional.<CallResult>empty());
  }

  private void send(int answer) {
    ProducerRecord<byte[], byte[]> record =
        OutletRecords.record(Topics.PREDICTIONS, at(answer), new byte[0]);
    assertThat(producer.onSend(record)).isSameAs(record);
  }

  private void acknowledge(int answer, @Nullable RuntimeException failure) {
    producer.onAcknowledgement(null, failure, headers(answer));
  }

  private static Headers headers(int answer) {
    return OutletRecords.record(Topics.PREDICTIONS, at(answer), new byte[0]).headers();
  }

  private static Received at(int offset) {
    return RunningStage.received(offset, new byte[0]);
  }

  private static Prediction prediction(int sharedBy, String tier) {
    Attempt attempt = new Attempt();
    attempt.setRecords(sharedBy);
    attempt.setServiceTier(tier);
    Prediction prediction = new Prediction();
    prediction.setAttempts(List.of(attempt));
    return prediction;
  }

  private static ModelCall call(String model) {
    return new ModelCall(
        "request",
        "acme",
        "tickets",
        1,
        new ModelRoute(model, 1, Route.CHAMPION),
        new ModelInput.Chat(Optional.empty(), "x", 10, OptionalDouble.empty()));
  }
}
