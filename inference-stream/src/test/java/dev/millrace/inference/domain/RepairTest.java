package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of answers that are not valid. */
class RepairTest {

  private static final Instant NOW = BEGINNING.plusSeconds(1);
  private static final ModelRoute LITE = ModelRoute.fallback("amazon.nova-lite-v1:0");
  private static final BigDecimal PRICE = new BigDecimal("0.000004900000");
  private static final CallResult AWAY =
      new CallResult.Failed(Cause.UNAVAILABLE, "the endpoint answered 503", Optional.empty());

  private final InferenceRequest request = Requests.classification();
  private boolean stopped;

  @Test
  void showsTheModelItsAnswerOnceAndTakesTheNext() {
    RequestCourse course = course(4);
    ModelInput.Chat question = chat(begin(course, Policy.DEFAULT));

    Step again = course.after(answer("I think it is billing, because"), NOW);
    ModelInput.Chat repair = chat(again);
    course.turn(NOW);
    Prediction answered = settled(course.after(answer("billing"), NOW.plusMillis(100)));

    assertThat(repair.correction())
        .contains(
            new ModelInput.Correction(
                "I think it is billing, because",
                "That is none of the labels. Answer with exactly one of the labels and nothing"
                    + " else."));
    assertThat(repair).usingRecursiveComparison().ignoringFields("correction").isEqualTo(question);
    assertThat(answered.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(answered.getLabel()).isEqualTo("billing");
    assertThat(answered.getAttempts())
        .extracting(Attempt::getNumber, Attempt::getResult, Attempt::getUsage)
        .containsExactly(
            tuple(1, "INVALID_ANSWER", Requests.USAGE), tuple(2, "ANSWERED", Requests.USAGE));
    assertThat(answered.getCost()).isEqualTo(PRICE.add(PRICE));
  }

  @Test
  void failsWhereTheSecondAnswerIsNoBetter() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);
    course.after(answer("perhaps"), NOW);
    course.turn(NOW);

    Prediction failed = settled(course.after(answer("perhaps not"), NOW));

    assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(failed.getDetail())
        .isEqualTo(
            "the answer of 11 characters is none of the 2 labels (the model stopped with end_turn),"
                + " after an attempt to put it right");
    assertThat(failed.getAttempts()).hasSize(2);
  }

  @Test
  void holdsObjectsAgainstTheSchemaThatTheModelIsShown() {
    RequestCourse course = course(Requests.of(Task.EXTRACTION), 4);
    ModelInput.Chat question = chat(begin(course, new Policy(Optional.of(new NeedsName()), true)));
    ModelInput.Chat repair = chat(course.after(answer("{\"age\":7}"), NOW));
    course.turn(NOW);
    Prediction answered = settled(course.after(answer("{\"name\":\"a\"}"), NOW));

    assertThat(question.system().orElseThrow())
        .endsWith("It has to fit this JSON Schema:\n{\"required\":[\"name\"]}");
    assertThat(repair.correction().orElseThrow().objection())
        .isEqualTo(
            "That cannot be used: the answer does not fit at /required. Answer with the corrected"
                + " JSON object and nothing else.");
    assertThat(answered.getText()).isEqualTo("{\"name\":\"a\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"malformed_model_output", "malformed_tool_use", "tool_use"})
  void repairsWhatTheEndpointCallsMalformed(String stop) {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);

    Step again = course.after(answer("billing", stop, Optional.of(Requests.USAGE)), NOW);

    assertThat(chat(again).correction()).isPresent();
  }

  @Test
  void doesNotRepairWhereTheSpecSaysSo() {
    RequestCourse course = course(4);
    begin(course, new Policy(Optional.empty(), false));

    Prediction failed = settled(course.after(answer("perhaps"), NOW));

    assertThat(failed.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(failed.getDetail()).endsWith("(the model stopped with end_turn)");
  }

  @Test
  void doesNotRepairWhereTheCallsAreUsedUp() {
    RequestCourse course = course(1);
    begin(course, Policy.DEFAULT);

    assertThat(settled(course.after(answer("perhaps"), NOW)).getAttempts()).hasSize(1);
  }

  @Test
  void doesNotRepairWhatMayBeAnyText() {
    RequestCourse course = course(Requests.of(Task.GENERATION), 4);
    begin(course, Policy.DEFAULT);

    Step end =
        course.after(answer("Dear", "malformed_model_output", Optional.of(Requests.USAGE)), NOW);

    assertThat(settled(end).getCause()).isEqualTo("INVALID_ANSWER");
  }

  @Test
  void doesNotRepairAnAnswerOfNothing() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);

    assertThat(settled(course.after(answer(" \n"), NOW)).getCause()).isEqualTo("INVALID_ANSWER");
  }

  @Test
  void doesNotRepairBeyondTheDeadline() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);

    Prediction failed = settled(course.after(answer("perhaps"), request.getDeadline()));

    assertThat(failed.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(failed.getDetail()).contains("none of the 2 labels", "deadline");
    assertThat(failed.getStopReason()).isEqualTo("end_turn");
  }

  @Test
  void saysWhatWasWrongWhereTheDeadlinePassesInLine() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);
    course.after(answer("perhaps"), NOW);

    assertThat(course.late(request.getDeadline()).prediction().getCause())
        .isEqualTo("INVALID_ANSWER");
  }

  @Test
  void callsAgainForARepairThatFailed() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);
    course.after(answer("perhaps"), NOW);
    course.turn(NOW);

    assertThat(course.after(AWAY, NOW)).isInstanceOf(Step.Pause.class);
    assertThat(chat(course.resume(NOW)).correction()).isPresent();
    course.turn(NOW);
    assertThat(settled(course.after(answer("bug"), NOW)).getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("INVALID_ANSWER", "UNAVAILABLE", "ANSWERED");
  }

  @Test
  void failsForTheInvalidAnswerWhereTheRepairCannotBeMade() {
    RequestCourse course = course(2);
    begin(course, Policy.DEFAULT);
    course.after(answer("perhaps"), NOW);
    course.turn(NOW);

    Prediction failed = settled(course.after(AWAY, NOW));

    assertThat(failed.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(failed.getDetail())
        .endsWith(", and could not be put right: the endpoint answered 503, call 2 of the request");
  }

  @Test
  void asksAnotherModelAnewWhereTheRepairCannotBeMade() {
    RequestCourse course = course(2);
    course.begin(Optional.of(new Routes(List.of(NOVA, LITE))), Policy.DEFAULT, NOW);
    course.turn(NOW);
    course.after(answer("perhaps"), NOW);
    course.turn(NOW);

    Step.Line line = (Step.Line) course.after(AWAY, NOW);
    course.turn(NOW);
    Prediction failed = settled(course.after(answer("who knows"), NOW));

    assertThat(line.call().route()).isEqualTo(LITE);
    assertThat(chat(line).correction()).isEmpty();
    assertThat(failed.getCause()).as("no second repair").isEqualTo("INVALID_ANSWER");
    assertThat(failed.getAttempts()).hasSize(3);
  }

  @Test
  void doesNotRepairWhatIsStopped() {
    RequestCourse course = course(4);
    begin(course, Policy.DEFAULT);
    stopped = true;

    Prediction failed = settled(course.after(answer("perhaps"), NOW));

    assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.getCause()).isEqualTo("KILLED");
  }

  /** Objects need a name. */
  private record NeedsName() implements AnswerSchema {

    @Override
    public String text() {
      return "{\"required\":[\"name\"]}";
    }

    @Override
    public Optional<String> objection(String object) {
      return object.contains("name")
          ? Optional.empty()
          : Optional.of("the answer does not fit at /required");
    }
  }

  private RequestCourse course(int calls) {
    return course(request, calls);
  }

  private RequestCourse course(InferenceRequest of, int calls) {
    return new RequestCourse(
        of,
        BEGINNING,
        new RequestCourse.Rules(
            new RetryPolicy(
                new RetryPolicy.Limits(calls, Duration.ZERO, Duration.ZERO), new Random(1)),
            new AnswerParser(text -> Optional.of(text).filter(one -> one.startsWith("{"))),
            (model, at, usage) -> Optional.of(PRICE),
            (scope, name) ->
                stopped && scope == KillScope.TENANT
                    ? Optional.of(
                        new KillSwitch(scope, name, KillState.ON, "abuse", "ada", BEGINNING))
                    : Optional.empty(),
            new ResponseCache(new ResponseCache.Bounds(10, 10_000)),
            new AnswerLengths()));
  }

  private static Step begin(RequestCourse course, Policy policy) {
    Step line = course.begin(Optional.of(ONLY_NOVA), policy, NOW);
    course.turn(NOW);
    return line;
  }

  private static ModelInput.Chat chat(Step line) {
    return (ModelInput.Chat) ((Step.Line) line).call().input();
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
