package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.inference.domain.CallResult.Counted;
import dev.millrace.inference.domain.CallResult.Spent;
import dev.millrace.record.Attempt;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Requests of pipelines whose answers come piece by piece. */
class StreamedCourseTest {

  private static final Instant ARRIVAL = BEGINNING.plusMillis(20);
  private static final Policy STREAMS =
      new Policy(Optional.empty(), true, Optional.empty(), Optional.empty(), /* streams= */ true);
  private static final TokenUsage SOME = new TokenUsage(50L, 7L, 0L, 0L, 0L);

  private final InferenceRequest request = Requests.of(Task.GENERATION);
  private BigDecimal price = new BigDecimal("0.500000000000");

  @Test
  void asksForPiecesUntilTheDeadline() {
    assertThat(line(course(request)).call().streamUntil()).contains(request.getDeadline());
  }

  @Test
  void asksForAWholeWhereNobodyCanReadAlong() {
    RequestCourse plain = course(request);
    Step.Line whole = (Step.Line) plain.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, ARRIVAL);

    assertThat(whole.call().isStreamed()).isFalse();
    assertThat(line(course(Requests.classification())).call().isStreamed()).isFalse();
  }

  @Test
  void sharesNoCall() {
    RequestCourse course = course(request);
    course.share(
        Sharing.of(new Batching(16, 20L, BatchingMode.PACKED), Task.GENERATION).orElseThrow());

    assertThat(line(course).sharing()).isEmpty();
  }

  /** With less, an answer that is read along might have to begin anew. */
  @Test
  void givesTheAnswerAllItsRoomWhateverOthersNeeded() {
    AnswerLengths lengths = new AnswerLengths();
    for (int i = 0; i < 100; i++) {
      lengths.answered(
          new AnswerLengths.Kind("tickets", request.getPromptRevision(), Requests.NOVA.modelId()),
          3);
    }
    RequestCourse.Rules rules = Requests.rules((model, at, usage) -> Optional.empty());
    RequestCourse course =
        new RequestCourse(
            request,
            ARRIVAL,
            new RequestCourse.Rules(
                rules.retries(),
                rules.parser(),
                rules.pricing(),
                rules.switches(),
                rules.cache(),
                lengths));

    ModelInput.Chat chat = (ModelInput.Chat) line(course).call().input();

    assertThat(chat.maxTokens()).isEqualTo(PromptRenderer.mostTokens(request));
  }

  @Test
  void booksWhatAStreamTookThatBrokeOff() {
    RequestCourse course = course(request);
    line(course);
    course.turn(ARRIVAL);
    Step pause =
        course.after(brokenOff(Cause.THROTTLED, Counted.ESTIMATED), ARRIVAL.plusMillis(100));
    course.resume(ARRIVAL.plusMillis(200));
    Step.Call again = (Step.Call) course.turn(ARRIVAL.plusMillis(200));
    Prediction prediction =
        ((Step.Settle) course.after(Requests.answer("Once."), ARRIVAL.plusMillis(300)))
            .prediction();

    assertThat(pause).isInstanceOf(Step.Pause.class);
    assertThat(again.call().attempt()).isEqualTo(2);
    assertThat(again.call().isStreamed()).isTrue();
    assertThat(prediction.getAttempts())
        .extracting(
            Attempt::getResult,
            Attempt::getUsage,
            Attempt::getUsageEstimated,
            Attempt::getCost,
            Attempt::getFirstTokenMillis)
        .containsExactly(
            tuple("THROTTLED", SOME, true, price, 12L),
            tuple("ANSWERED", Requests.USAGE, false, price, null));
    assertThat(prediction.getCost()).isEqualByComparingTo("1");
  }

  @Test
  void believesTheEndpointWhereItHasCounted() {
    Prediction prediction = failed(Counted.REPORTED);

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getAttempts().get(0).getUsageEstimated()).isFalse();
    assertThat(prediction.getCost()).isEqualTo(price);
  }

  @Test
  void doesNotTakeWhatHasNoPriceForFree() {
    price = BigDecimal.ZERO;

    assertThat(failed(Counted.ESTIMATED).getCost()).isNull();
  }

  @Test
  void reckonsOnTheHighSide() {
    ModelInput.Chat chat =
        new ModelInput.Chat(Optional.of("Be kind."), "Wie geht's?", 16, OptionalDouble.empty());

    assertThat(StreamUsage.estimate(chat, "", 0)).isEqualTo(new TokenUsage(7L, 0L, 0L, 0L, 0L));
    assertThat(StreamUsage.estimate(chat, "Zwölf", 1).getOutputTokens()).isEqualTo(2);
    assertThat(StreamUsage.estimate(chat, "a b c d", 4).getOutputTokens()).isEqualTo(4);
    assertThat(StreamUsage.estimate(chat, "a".repeat(100), 4).getOutputTokens()).isEqualTo(16);
  }

  private Prediction failed(Counted counted) {
    RequestCourse course = course(request);
    line(course);
    course.turn(ARRIVAL);
    return ((Step.Settle)
            course.after(brokenOff(Cause.DEADLINE_EXPIRED, counted), ARRIVAL.plusMillis(100)))
        .prediction();
  }

  private static CallResult brokenOff(Cause cause, Counted counted) {
    return new CallResult.Failed(
        cause,
        "the stream broke off",
        Optional.of("endpoint-1"),
        Optional.of(new Spent(SOME, counted, Optional.of(12L))));
  }

  private RequestCourse course(InferenceRequest of) {
    return new RequestCourse(
        of,
        ARRIVAL,
        Requests.rules((model, at, usage) -> Optional.of(price).filter(cost -> cost.signum() > 0)));
  }

  private static Step.Line line(RequestCourse course) {
    return (Step.Line) course.begin(Optional.of(ONLY_NOVA), STREAMS, ARRIVAL);
  }
}
