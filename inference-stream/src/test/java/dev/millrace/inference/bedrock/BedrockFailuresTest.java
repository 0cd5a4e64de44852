package dev.millrace.inference.bedrock;

import static dev.millrace.inference.bedrock.BedrockStand.CHAT;
import static dev.millrace.inference.bedrock.BedrockStand.EMBEDDING;
import static dev.millrace.inference.bedrock.BedrockStand.PATIENCE;
import static dev.millrace.inference.bedrock.BedrockStand.error;
import static dev.millrace.inference.bedrock.BedrockStand.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that have no answer, and why. */
class BedrockFailuresTest {

  private static final BedrockStand STAND = new BedrockStand();

  @BeforeEach
  void begin() {
    STAND.begin();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @Test
  void endsCallsWhenItIsClosed() {
    CompletableFuture<HttpReply> never = new CompletableFuture<>();
    STAND.reply(never);
    CompletableFuture<CallResult> call;
    try (BedrockModels models = STAND.open(PATIENCE)) {
      call = BedrockStand.begin(models, CHAT, Optional.empty());
      await().until(() -> !STAND.seen().isEmpty());
    }

    assertThat(call)
        .succeedsWithin(Duration.ofSeconds(10))
        .extracting(result -> ((Failed) result).cause())
        .isEqualTo(Cause.TIMEOUT);
    never.complete(HttpReply.of(200, "application/json", new byte[0]));
  }

  @ParameterizedTest
  @MethodSource
  void tellsWhyACallFailed(int status, String type, String message, Cause cause) {
    STAND.reply(
        HttpReply.of(
                status, "application/json", ("{\"message\":\"" + message + "\"}").getBytes(UTF_8))
            .with("x-amzn-ErrorType", type)
            .with("x-amzn-RequestId", "endpoint-3")
            .done());

    Failed failed = (Failed) STAND.call(CHAT);

    assertThat(failed.cause()).isEqualTo(cause);
    assertThat(failed.endpointRequestId()).contains("endpoint-3");
    assertThat(failed.detail()).contains(String.valueOf(status)).doesNotContain(message);
    assertThat(STAND.seen()).hasSize(1);
  }

  static Stream<Arguments> tellsWhyACallFailed() {
    String any = "Something about the request.";
    return Stream.of(
        argumentSet("throttled", 429, "ThrottlingException", any, Cause.THROTTLED),
        argumentSet("bare 429", 429, "", any, Cause.THROTTLED),
        argumentSet("loading", 429, "ModelNotReadyException", any, Cause.MODEL_NOT_READY),
        argumentSet("no capacity", 503, "ServiceUnavailableException", any, Cause.UNAVAILABLE),
        argumentSet("its defect", 500, "InternalServerException", any, Cause.ENDPOINT_ERROR),
        argumentSet("too slow", 408, "ModelTimeoutException", any, Cause.TIMEOUT),
        argumentSet("model failed", 424, "ModelErrorException", any, Cause.MODEL_ERROR),
        argumentSet("quota", 400, "ServiceQuotaExceededException", any, Cause.THROTTLED),
        argumentSet("bad request", 400, "ValidationException", any, Cause.INVALID_REQUEST),
        argumentSet(
            "bad model",
            400,
            "ValidationException",
            "The provided model identifier is invalid.",
            Cause.UNKNOWN_MODEL),
        argumentSet("no such model", 404, "ResourceNotFoundException", any, Cause.UNKNOWN_MODEL),
        argumentSet("not allowed", 403, "AccessDeniedException", any, Cause.ACCESS_DENIED),
        argumentSet("no such key", 403, "UnrecognizedClientException", any, Cause.ACCESS_DENIED),
        argumentSet("a proxy", 407, "", any, Cause.UNAVAILABLE),
        argumentSet("a gateway", 502, "", any, Cause.UNAVAILABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ModelNotReadyException",
        "ModelNotReadyException:http://internal.amazon.com/coral/com.amazon.bedrock/",
        "com.amazon.bedrock#ModelNotReadyException"
      })
  void knowsTheNameOfAnErrorInEveryForm(String type) {
    STAND.reply(error(429, type, "soon"));
    assertThat(((Failed) STAND.call(CHAT)).cause()).isEqualTo(Cause.MODEL_NOT_READY);

    STAND.reply(
        HttpReply.of(429, "application/json", ("{\"__type\":\"" + type + "\"}").getBytes(UTF_8))
            .done());
    assertThat(((Failed) STAND.call(CHAT)).cause()).isEqualTo(Cause.MODEL_NOT_READY);
  }

  /** Whatever stands there might quote the request. */
  @Test
  void passesOnNoNameOfAnErrorThatIsNone() {
    STAND.reply(error(400, "Hello? is no question", "no"));

    Failed failed = (Failed) STAND.call(CHAT);

    assertThat(failed.cause()).isEqualTo(Cause.INVALID_REQUEST);
    assertThat(failed.detail()).contains("400").doesNotContain("Hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"text\"", "{\"output\":", "<html>"})
  void takesAReplyThatCannotBeReadForOneThatWasDamaged(String body) {
    STAND.reply(ok(body));

    for (ModelInput input : List.of(CHAT, EMBEDDING)) {
      Failed failed = (Failed) STAND.call(input);
      assertThat(failed.cause()).isEqualTo(Cause.TRANSPORT);
      assertThat(failed.endpointRequestId()).as("the books would look for its usage").isEmpty();
    }
  }

  @Test
  void givesUpACallThatTakesTooLong() {
    CompletableFuture<HttpReply> late = new CompletableFuture<>();
    STAND.reply(late);

    try (BedrockModels models = STAND.open(Duration.ofMillis(300))) {
      Failed failed = (Failed) BedrockStand.call(models, CHAT);

      assertThat(failed.cause()).isEqualTo(Cause.TIMEOUT);
      assertThat(failed.endpointRequestId()).isEmpty();
    }
    late.complete(HttpReply.of(200, "application/json", new byte[0]));
  }
}
