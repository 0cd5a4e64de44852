package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the endpoint can have against a request, by name, and the request after it. */
class NamedFailuresTest {

  private static final String SETUP =
      """
      {"models": {"": {"faults": [
        {"effect": "error", "text": "wrongmodel", "status": 400, "type": "ValidationException",
         "message": "The provided model identifier is invalid."},
        {"effect": "error", "text": "expired", "status": 403, "type": "ExpiredTokenException",
         "message": "The security token included in the request is expired"},
        {"effect": "error", "text": "revoked", "status": 403, "type": "AccessDeniedException",
         "message": "You don't have access to the model with the specified model ID."},
        {"effect": "error", "text": "oversized", "status": 400, "type": "ValidationException",
         "message": "Input is too long for requested model."},
        {"effect": "stop-reason", "text": "newreason", "stopReason": "something_new"},
        {"effect": "missing-usage", "text": "nousage"}]}}}
      """;

  private static StandIn standIn;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    standIn = new StandIn(folder, SETUP);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @ParameterizedTest
  @MethodSource
  void namesWhyNoAnswerCameAndWhatToDo(String word, String cause, String advice) throws Exception {
    Prediction failed = answerBeforeAnother(word);

    assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.getCause()).isEqualTo(cause);
    assertThat(failed.getDetail()).contains(advice).doesNotContain(word + " words");
    assertThat(failed.getAttempts()).hasSize(1);
  }

  static List<Arguments> namesWhyNoAnswerCameAndWhatToDo() {
    return List.of(
        argumentSet("wrong model id", "wrongmodel", "UNKNOWN_MODEL", "correct it in the pipeline"),
        argumentSet("expired credentials", "expired", "ACCESS_DENIED", "expired: renew them"),
        argumentSet("revoked permission", "revoked", "ACCESS_DENIED", "may invoke this model"),
        argumentSet("oversized prompt", "oversized", "INVALID_REQUEST", "shorten the prompt"));
  }

  @Test
  void takesTheAnswerThatEndsWithAnUnknownStopReason() throws Exception {
    Prediction answered = answerBeforeAnother("newreason");

    assertThat(answered.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(answered.getStopReason()).isEqualTo("something_new");
  }

  @Test
  void doesNotTakeMissingUsageForFree() throws Exception {
    Prediction answered = answerBeforeAnother("nousage");

    assertThat(answered.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(answered.getAttempts()).hasSize(1);
    assertThat(answered.getAttempts().get(0).getUsage()).isNull();
    assertThat(answered.getAttempts().get(0).getCost()).isNull();
  }

  /** Of the request with that word; the next one has to be answered all the same. */
  private static Prediction answerBeforeAnother(String word) throws Exception {
    Batching single = new Batching(1, 0L, BatchingMode.SINGLE);
    try (ModelWorld world = new ModelWorld(standIn::call, single)) {
      Prediction first = world.answer(List.of(request(word + " words"))).get(0);
      Prediction next = world.answer(List.of(request("My invoice is wrong."))).get(0);
      assertThat(next.getOutcome()).as("of the next request").isEqualTo(Outcome.ANSWERED);
      return first;
    }
  }

  private static InferenceRequest request(String user) {
    InferenceRequest request = Requests.classification();
    request.getPrompt().setUser(user);
    request.setMaxTokens(16);
    request.setDeadline(Instant.now().plus(Duration.ofHours(1)));
    return request;
  }
}
