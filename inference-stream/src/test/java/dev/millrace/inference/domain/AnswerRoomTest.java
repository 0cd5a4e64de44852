package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {

  private static final Policy CACHED =
      new Policy(Optional.empty(), true, Optional.empty(), Optional.of(Duration.ofHours(1)));

  private final AnswerLengths lengths = new AnswerLengths();
  private final ResponseCache cache = new ResponseCache(new ResponseCache.Bounds(10, 10_000));
  private final InferenceRequest generation = Requests.of(Task.GENERATION);

  @Test
  void asksWithTheRoomThatOthersNeeded() {
    assertThat(room(begin(course(generation)))).isEqualTo(1024);
    for (int i = 0; i < AnswerLengths.FEWEST; i++) {
      RequestCourse course = course(generation);
      begin(course);
      course.after(reply("A text.", "end_turn", 80), BEGINNING);
    }

    assertThat(room(begin(course(generation)))).isEqualTo(100);
  }

  @Test
  void leavesRoomForTheLongestLabel() {
    InferenceRequest request = Requests.classification();
    request.getPrompt().setLabels(List.of("bug", "x".repeat(20)));
    see(request, 2);

    assertThat(room(begin(course(request)))).isEqualTo(36);
  }

  @Test
  void neverGivesMoreThanTheDefault() {
    InferenceRequest request = Requests.classification();
    request.getPrompt().setLabels(List.of("x".repeat(200)));
    see(request, 63);

    assertThat(room(begin(course(request)))).isEqualTo(64);
  }

  @Test
  void keepsToWhatThePipelineSays() {
    generation.setMaxTokens(500);
    see(generation, 80);

    assertThat(room(begin(course(generation)))).isEqualTo(500);
  }

  @Test
  void asksAgainWithAllRoomWhereTheAnswerIsCutShort() {
    see(generation, 80);
    RequestCourse course = course(generation);
    begin(course);

    Step again = course.after(reply("A text that is cut", "max_tokens", 100), BEGINNING);
    course.turn(BEGINNING);
    Prediction prediction =
        settled(course.after(reply("A text that is whole.", "end_turn", 120), BEGINNING));

    assertThat(room(again)).isEqualTo(1024);
    assertThat(prediction.getText()).isEqualTo("A text that is whole.");
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("INVALID_ANSWER", "ANSWERED");
    assertThat(room(begin(course(generation)))).as("of the next").isEqualTo(250);
  }

  @Test
  void takesALabelThatIsThereThoughWhatFollowsIsCut() {
    InferenceRequest request = Requests.classification();
    see(request, 4);
    RequestCourse course = course(request);
    begin(course);

    assertThat(settled(course.after(reply("billing", "max_tokens", 23), BEGINNING)).getLabel())
        .isEqualTo("billing");
  }

  @Test
  void doesNotAskAgainWhatHadAllRoom() {
    RequestCourse course = course(generation);
    begin(course);

    Prediction prediction =
        settled(course.after(reply("A text that is cut", "max_tokens", 1024), BEGINNING));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getStopReason()).isEqualTo("max_tokens");
  }

  @Test
  void givesAllRoomWhereNoSecondCallMayFollow() {
    see(generation, 80);

    assertThat(room(begin(course(generation, 1)))).isEqualTo(1024);
  }

  @Test
  void putsRightWithAllRoom() {
    InferenceRequest request = Requests.of(Task.EXTRACTION);
    see(request, 80);
    RequestCourse course = course(request);
    Step first = begin(course);

    Step repair = course.after(reply("no object", "end_turn", 5), BEGINNING);

    assertThat(room(first)).isEqualTo(100);
    assertThat(((ModelInput.Chat) ((Step.Line) repair).call().input()).correction()).isPresent();
    assertThat(room(repair)).isEqualTo(1024);
  }

  @Test
  void findsInTheCacheWhatWasAskedWithOtherRoom() {
    RequestCourse first = course(generation);
    first.begin(Optional.of(ONLY_NOVA), CACHED, BEGINNING);
    first.turn(BEGINNING);
    first.after(reply("A text.", "end_turn", 80), BEGINNING);
    see(generation, 80);

    Step second = course(generation).begin(Optional.of(ONLY_NOVA), CACHED, BEGINNING);

    assertThat(settled(second).getText()).isEqualTo("A text.");
  }

  @Test
  void asksAloneWithAllRoomWhatASharedCallCutShort() {
    see(generation, 80);
    RequestCourse course = course(generation);
    course.share(new Sharing(4, Duration.ZERO, Sharing.Form.TEXT));
    begin(course);

    Step again =
        course.after(
            new CallResult.Shared(
                reply(new CallResult.Content.Absent("it is cut", 2), "max_tokens", 100),
                4,
                BEGINNING),
            BEGINNING);

    assertThat(room(again)).isEqualTo(1024);
    assertThat(((Step.Line) again).sharing())
        .hasValueSatisfying(terms -> assertThat(terms.most()).isEqualTo(2));
    assertThat(room(begin(course(generation)))).as("of the next").isEqualTo(250);
  }

  private void see(InferenceRequest request, int tokens) {
    for (int i = 0; i < AnswerLengths.WINDOW; i++) {
      lengths.answered(
          new AnswerLengths.Kind(
              request.getPipeline(), request.getPromptRevision(), NOVA.modelId()),
          tokens);
    }
  }

  private static CallResult reply(String text, String stop, long output) {
    return reply(new CallResult.Content.Text(text), stop, output);
  }

  private static CallResult reply(CallResult.Content content, String stop, long output) {
    return new CallResult.Answered(
        content,
        stop,
        new CallResult.Report(
            Optional.of("endpoint-1"),
            Optional.of(new TokenUsage(100L, output, 0L, 0L, 0L)),
            Optional.of(7L),
            Optional.of("default")));
  }

  private static int room(Step line) {
    return ((ModelInput.Chat) ((Step.Line) line).call().input()).maxTokens();
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }

  private static Step begin(RequestCourse course) {
    Step line = course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    course.turn(BEGINNING);
    return line;
  }

  private RequestCourse course(InferenceRequest request) {
    return course(request, 4);
  }

  private RequestCourse course(InferenceRequest request, int calls) {
    return new RequestCourse(
        request,
        BEGINNING,
        new RequestCourse.Rules(
            new RetryPolicy(
                new RetryPolicy.Limits(calls, Duration.ZERO, Duration.ZERO), new Random(1)),
            new AnswerParser(text -> Optional.of(text).filter(one -> one.startsWith("{"))),
            (model, at, usage) -> Optional.of(BigDecimal.ONE),
            KillSwitches.NONE,
            cache,
            lengths));
  }
}
