package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.bedrock.AnswerStream;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Attempt;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.record.Task;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests whose answers come piece by piece from the stand-in, through the client as it is: what
 * is read along, what is written in the end, and what is paid for.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class StreamedRequestsTest {

  private static final String ANSWER =
      "It was a bright cold day in April, and the clocks were striking thirteen. Zwölf wären genug.";

  private static final String SETUP =
      """
      {"models": {"": {"script": [], "otherwise": "%s", "faults": [
        {"effect": "stream-exception", "text": "modelfails", "type": "modelStreamErrorException",
         "message": "It broke"},
        {"effect": "stream-exception", "text": "unheardof", "type": "somethingNewException",
         "message": "It is new", "every": 2},
        {"effect": "stream-exception", "text": "now and then", "type": "throttlingException",
         "message": "Too many tokens", "every": 2},
        {"effect": "cut-body", "text": "cut"},
        {"effect": "wrong-json", "text": "wrongjson"},
        {"effect": "slow-bytes", "text": "slow", "bytesPerSecond": 300},
        {"effect": "missing-usage", "text": "nousage"},
        {"effect": "error", "text": "refused", "status": 400, "type": "ValidationException",
         "message": "No."}]}}}
      """
          .formatted(ANSWER);

  private static final Duration SILENCE = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ChunkLog log = new ChunkLog();
  private final AtomicReference<Optional<String>> stop = new AtomicReference<>(Optional.empty());
  private final AtomicBoolean switchBreaks = new AtomicBoolean();
  private final InstantSource clock = InstantSource.system();
  private StandIn standIn;
  private ModelWorld world;
  private StreamedCalls streams;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    standIn = new StandIn(folder, SETUP);
    world = new ModelWorld(standIn::call, new Batching(1, 0L, BatchingMode.SINGLE));
    stream(LONG);
  }

  @AfterEach
  void stop() {
    streams.close();
    world.close();
    standIn.close();
  }

  @Test
  void givesThePiecesAndThenTheWholeAnswer() throws Exception {
    Prediction prediction = answer("Begin a novel.", LONG);

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getText()).isEqualTo(ANSWER);
    assertThat(prediction.getStopReason()).isEqualTo("end_turn");
    Attempt attempt = prediction.getAttempts().get(0);
    assertThat(attempt.getUsage().getOutputTokens()).isEqualTo(metered(0, "outputTokenCount"));
    assertThat(attempt.getUsage().getInputTokens()).isEqualTo(metered(0, "inputTokenCount"));
    assertThat(attempt.getUsageEstimated()).isFalse();
    assertThat(attempt.getFirstTokenMillis()).isBetween(0L, attempt.getLatencyMillis());
    assertThat(attempt.getModelLatencyMillis()).isNotNull();
    assertThat(attempt.getCost()).isNotNull();
    await().untilAsserted(() -> assertThat(log.said("request-1", 1)).isEqualTo(ANSWER));
    assertNumbered(1);
    assertThat(log.of("request-1"))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.getTenant()).isEqualTo("default");
              assertThat(chunk.getPipeline()).isEqualTo("tickets");
              assertThat(chunk.getEventId()).isEqualTo("event-1");
            });
  }

  /** The second call of all that say these words breaks off, and the third does not. */
  @Test
  void beginsAnewAfterAFailureSoThatNobodyGluesTwoAttemptsTogether() throws Exception {
    answer("Fail now and then.", LONG);
    await().untilAsserted(() -> assertThat(log.said("request-1", 1)).isEqualTo(ANSWER));
    log.producer.clear();

    Prediction prediction = answer("Fail now and then.", LONG);

    assertThat(prediction.getText()).isEqualTo(ANSWER);
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getNumber, Attempt::getResult, Attempt::getUsageEstimated)
        .containsExactly(tuple(1, "THROTTLED", true), tuple(2, "ANSWERED", false));
    await().untilAsserted(() -> assertThat(log.said("request-1", 2)).isEqualTo(ANSWER));
    assertThat(log.said("request-1", 1)).isNotEmpty().isNotEqualTo(ANSWER);
    assertThat(ANSWER).startsWith(log.said("request-1", 1));
    assertThat(log.of("request-1")).extracting(PredictionChunk::getAttempt).isSorted();
    assertNumbered(1);
    assertNumbered(2);
    assertThat(standIn.invocations()).as("calls that the endpoint has metered").hasSize(3);
  }

  @ParameterizedTest
  @MethodSource
  void recordsWhatBrokeOffWithItsUsage(String words, String cause, int calls) throws Exception {
    Prediction prediction = answer(words, LONG);

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo(cause);
    assertThat(prediction.getText()).isNull();
    assertThat(prediction.getDetail()).contains("pieces").doesNotContain("bright");
    assertThat(prediction.getAttempts()).hasSize(calls);
    assertThat(standIn.invocations()).hasSize(calls);
    for (int i = 0; i < calls; i++) {
      Attempt attempt = prediction.getAttempts().get(i);
      assertThat(attempt.getResult()).isEqualTo(cause);
      assertThat(attempt.getEndpointRequestId()).isEqualTo(invocation(i).at("/requestId").asText());
      assertThat(attempt.getUsageEstimated()).isTrue();
      assertThat(attempt.getUsage().getInputTokens())
          .isGreaterThanOrEqualTo(metered(i, "inputTokenCount"));
      assertThat(attempt.getUsage().getOutputTokens()).isPositive();
      assertThat(attempt.getCost()).isPositive();
      assertThat(attempt.getFirstTokenMillis()).isNotNull();
    }
    assertThat(prediction.getCost()).isPositive();
  }

  static List<Arguments> recordsWhatBrokeOffWithItsUsage() {
    return List.of(
        argumentSet("the model fails", "It modelfails.", "MODEL_ERROR", 2),
        argumentSet("cut", "It is cut.", "TRANSPORT", 2),
        argumentSet("an event that is no JSON", "It has wrongjson.", "TRANSPORT", 2));
  }

  @Test
  void takesAnUnknownExceptionForAnErrorOfTheEndpoint() throws Exception {
    answer("It is unheardof.", LONG);

    assertThat(answer("It is unheardof.", LONG).getAttempts())
        .extracting(Attempt::getResult, Attempt::getUsageEstimated)
        .containsExactly(tuple("ENDPOINT_ERROR", true), tuple("ANSWERED", false));
  }

  @Test
  void doesNotBookWhatWasRefusedBeforeItBegan() throws Exception {
    Prediction prediction = answer("It is refused.", LONG);

    assertThat(prediction.getCause()).isEqualTo("INVALID_REQUEST");
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getUsage()).isNull();
              assertThat(attempt.getUsageEstimated()).isFalse();
            });
    assertThat(log.all()).isEmpty();
  }

  @Test
  void doesNotTakeMissingUsageForNone() throws Exception {
    Prediction prediction = answer("It says nousage.", LONG);

    assertThat(prediction.getText()).isEqualTo(ANSWER);
    assertThat(prediction.getAttempts().get(0).getUsage()).isNull();
    assertThat(prediction.getCost()).isNull();
  }

  @Test
  void breaksOffWhatFallsSilent() throws Exception {
    streams.close();
    stream(SILENCE);

    Prediction prediction = answer("It is slow.", LONG);

    assertThat(prediction.getCause()).isEqualTo("TIMEOUT");
    assertThat(prediction.getDetail()).contains("fell silent for 200 ms");
    assertThat(prediction.getAttempts())
        .hasSize(2)
        .allSatisfy(attempt -> assertThat(attempt.getUsageEstimated()).isTrue());
  }

  @Test
  void breaksOffWhatTakesLongerThanACallMay(@TempDir Path folder) throws IOException {
    try (StandIn hurried = new StandIn(folder, SETUP, Duration.ofSeconds(3))) {
      CallResult.Failed failed =
          (CallResult.Failed)
              hurried.stream(call("It is slow."), clock, piece -> {}).result().join();

      assertThat(failed.cause()).isEqualTo(Cause.TIMEOUT);
      assertThat(failed.detail()).contains("broke off after").contains("ApiCallTimeoutException");
      assertThat(failed.endpointRequestId()).isPresent();
      assertThat(failed.tokens()).isPresent();
    }
  }

  @Test
  void breaksOffAtTheDeadline() throws Exception {
    Prediction prediction = answer("It is slow.", Duration.ofSeconds(4));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("DEADLINE_EXPIRED");
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getResult()).isEqualTo("DEADLINE_EXPIRED");
              assertThat(attempt.getUsage()).isNotNull();
              assertThat(attempt.getLatencyMillis()).isBetween(2_000L, 10_000L);
            });
  }

  @Test
  void breaksOffWhatIsStopped() throws Exception {
    CompletableFuture<Prediction> prediction =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return answer("It is slow.", LONG);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    await().until(() -> !log.all().isEmpty());

    stop.set(Optional.of("pipeline tickets is stopped: it talks nonsense"));

    assertThat(prediction.get().getCause()).isEqualTo("KILLED");
    assertThat(prediction.get().getDetail()).contains("it talks nonsense");
    assertThat(prediction.get().getAttempts()).hasSize(1);
  }

  @Test
  void looksAfterStreamsThoughAKillSwitchCannotBeRead() throws Exception {
    switchBreaks.set(true);
    CompletableFuture<Prediction> prediction =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return answer("It is slow.", LONG);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    await().until(() -> !switchBreaks.get());

    stop.set(Optional.of("pipeline tickets is stopped: it talks nonsense"));

    assertThat(prediction.get().getCause()).isEqualTo("KILLED");
  }

  /** More slow ones than the client has connections for, and one that is not. */
  @Test
  void freesTheConnectionsOfWhatItBreaksOff() throws Exception {
    List<AnswerStream> slow =
        IntStream.range(0, StandIn.CALLS_AT_ONCE)
            .mapToObj(number -> standIn.stream(call("It is slow."), clock, piece -> {}))
            .toList();
    await().until(() -> slow.stream().allMatch(stream -> stream.heardAt().isPresent()));
    slow.forEach(stream -> stream.breakOff(Cause.KILLED, "enough of it"));

    Instant begun = Instant.now();
    CallResult next = standIn.stream(call("Begin."), clock, piece -> {}).result().join();

    assertThat(next).isInstanceOf(CallResult.Answered.class);
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(3));
    assertThat(slow)
        .allSatisfy(
            stream ->
                assertThat(((CallResult.Failed) stream.result().join()).cause())
                    .isEqualTo(Cause.KILLED));
  }

  @Test
  void answersThoughNoChunkCanBeWritten() throws Exception {
    log.producer.sendException = new IllegalStateException("the topic is gone");

    Prediction prediction = answer("Begin a novel.", LONG);

    assertThat(prediction.getText()).isEqualTo(ANSWER);
    assertThat(log.all()).isEmpty();
  }

  private void stream(Duration silence) {
    streams =
        new StreamedCalls(standIn::stream, call -> current(), silence, clock, log.topic(clock));
    world.stream(streams);
  }

  private static ModelCall call(String user) {
    return new ModelCall(
        "request-1",
        "default",
        "tickets",
        1,
        Requests.NOVA,
        new ModelInput.Chat(Optional.empty(), user, 100, OptionalDouble.empty()));
  }

  private Optional<String> current() {
    if (switchBreaks.getAndSet(false)) {
      throw new IllegalStateException("the kill switches cannot be read");
    }
    Optional<String> reason = stop.get();
    return reason == null ? Optional.empty() : reason;
  }

  private Prediction answer(String user, Duration patience) throws Exception {
    InferenceRequest request = Requests.of(Task.GENERATION);
    request.getPrompt().setUser(user);
    request.setDeadline(Instant.now().plus(patience));
    return world.answer(List.of(request)).get(0);
  }

  private void assertNumbered(int attempt) {
    List<Integer> numbers =
        log.of("request-1").stream()
            .filter(chunk -> chunk.getAttempt() == attempt)
            .map(PredictionChunk::getSequence)
            .toList();
    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.range(0, numbers.size()).boxed().toList());
  }

  private long metered(int call, String count) throws IOException {
    JsonNode invocation = invocation(call);
    return invocation
        .path("input")
        .path(count)
        .asLong(invocation.path("output").path(count).asLong());
  }

  private JsonNode invocation(int call) throws IOException {
    return new ObjectMapper().readTree(standIn.invocations().get(call));
  }
}
