package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.aws.AwsConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Faults as the AWS SDK for Java meets them, and what the meter says of each. */
class FaultsTest {

  /** Of 16 tokens: four pieces of a stream. */
  private static final String ANSWER =
      "{\"labels\": [\"app_crash\", \"invoice_charge\", \"delivery\"]}....123";

  private static final String SETUP =
      """
      {
        "seed": 3,
        "models": {
          "amazon.": {
            "script": [],
            "otherwise": "{\\"labels\\": [\\"app_crash\\", \\"invoice_charge\\", \\"delivery\\"]}....123",
            "faults": [
              {"effect": "error", "text": "busy", "status": 503,
               "type": "ServiceUnavailableException", "message": "Bedrock is busy."},
              {"effect": "error", "text": "broken", "status": 500,
               "type": "InternalServerException", "message": "Broken.", "after": "10ms"},
              {"effect": "error", "text": "cold", "status": 429,
               "type": "ModelNotReadyException", "message": "Not ready."},
              {"effect": "no-reply", "text": "silent", "held": "2s"},
              {"effect": "cut-body", "text": "cut", "share": 0.5},
              {"effect": "stream-exception", "text": "break off", "share": 0.5,
               "type": "modelStreamErrorException", "message": "The model broke off."},
              {"effect": "wrong-json", "text": "torn"},
              {"effect": "half-answer", "text": "halved"},
              {"effect": "slow-bytes", "text": "slow", "bytesPerSecond": 400},
              {"effect": "stop-reason", "text": "odd", "stopReason": "struck_by_lightning"},
              {"effect": "missing-usage", "text": "untold"}
            ]
          },
          "meta.": {"faults": [{"effect": "error", "every": 3, "status": 503,
               "type": "ServiceUnavailableException", "message": "Every third."}]}
        }
      }
      """;

  private static final String NOVA = "amazon.nova-micro-v1:0";

  private static LocalEndpoint endpoint;
  private static BedrockRuntimeClient client;
  private static BedrockRuntimeAsyncClient streaming;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    endpoint = LocalEndpoint.start(folder, SETUP);
    client =
        AwsConnection.local(endpoint.address())
            .apply(BedrockRuntimeClient.builder())
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    streaming = streaming(Protocol.HTTP1_1);
  }

  private static BedrockRuntimeAsyncClient streaming(Protocol protocol) {
    return AwsConnection.local(endpoint.address())
        .apply(BedrockRuntimeAsyncClient.builder())
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(protocol))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    streaming.close();
    endpoint.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        argumentSet("capacity", "busy", ServiceUnavailableException.class, "Bedrock is busy."),
        argumentSet("after a while", "broken", InternalServerException.class, "Broken."),
        argumentSet("not ready", "cold", ModelNotReadyException.class, "Not ready."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAtNoCost(String text, Class<?> type, String message) throws Exception {
    Meter before = meter();

    assertThatThrownBy(() -> ask(text)).isInstanceOf(type).hasMessageContaining(message);

    assertThat(meter()).isEqualTo(before);
  }

  @Test
  void refusesEveryThird() {
    List<Boolean> refused = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      refused.add(
          catchThrowable(() -> Questions.ask(client, "meta.llama3-8b-instruct-v1:0", 10)) != null);
    }

    assertThat(refused).containsExactly(false, false, true, false, false, true);
  }

  @Test
  void billsWhatNobodyHearsOf() throws Exception {
    Meter before = meter();

    assertThatThrownBy(
            () ->
                client.converse(
                    request ->
                        request
                            .modelId(NOVA)
                            .messages(Questions.user("silent"))
                            .overrideConfiguration(
                                configuration ->
                                    configuration.apiCallTimeout(Duration.ofMillis(500)))))
        .isInstanceOf(ApiCallTimeoutException.class);

    assertThat(meter()).isEqualTo(before.plus(2, 16));
  }

  @Test
  void endsTheSilenceWhereNobodyGivesUp() {
    assertThatThrownBy(() -> ask("silent")).isInstanceOf(ModelTimeoutException.class);
  }

  @Test
  void billsABodyThatIsCut() throws Exception {
    Meter before = meter();

    assertThatThrownBy(() -> ask("cut"))
        .isInstanceOf(SdkClientException.class)
        .isNotInstanceOf(BedrockRuntimeException.class);

    assertThat(meter()).isEqualTo(before.plus(1, 16));
  }

  /** The SDK takes such a stream for one that ended: only its last events are missing. */
  @ParameterizedTest
  @EnumSource(Protocol.class)
  void billsWhatAStreamSaidUntilItWasCut(Protocol protocol) throws Exception {
    Meter before = meter();

    Streamed streamed;
    try (BedrockRuntimeAsyncClient other = streaming(protocol)) {
      streamed = stream(other, "cut");
    }

    assertThat(streamed.text()).isEqualTo(ANSWER.substring(0, 32));
    assertThat(streamed.stops()).isEmpty();
    assertThat(meter()).isEqualTo(before.plus(1, 8));
  }

  @Test
  void failsInTheMiddleOfAStream() throws Exception {
    Meter before = meter();

    Streamed streamed = stream("break off");

    assertThat(streamed.failure())
        .hasRootCauseInstanceOf(ModelStreamErrorException.class)
        .hasStackTraceContaining("The model broke off.");
    assertThat(streamed.text()).isEqualTo(ANSWER.substring(0, 32));
    assertThat(meter()).isEqualTo(before.plus(3, 8));
  }

  @Test
  void doesNotBreakOffWhatIsNoStream() {
    assertThat(text(ask("break off"))).isEqualTo(ANSWER);
  }

  @Test
  void tearsJson() throws Exception {
    Meter before = meter();

    assertThatThrownBy(() -> ask("torn")).isInstanceOf(SdkClientException.class);
    assertThat(stream("torn").failure()).isNotNull();

    assertThat(meter()).isEqualTo(before.plus(1, 16).plus(1, 16));
  }

  @Test
  void halvesAnAnswerThatIsBilledWhole() {
    ConverseResponse reply = ask("halved");

    assertThat(text(reply)).isEqualTo(ANSWER.substring(0, 31));
    assertThat(reply.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(reply.usage().outputTokens()).isEqualTo(16);
  }

  @Test
  void halvesOfAPackedAnswerWhatItSaysToTheRecordsThatAreMeant() throws Exception {
    ConverseResponse reply =
        client.converse(
            request ->
                request
                    .modelId(NOVA)
                    .system(
                        SystemContentBlock.fromText(
                            "Which? Answer with [{\"i\":0,\"label\":\"...\"}]"))
                    .messages(
                        Message.builder()
                            .role(ConversationRole.USER)
                            .content(
                                ContentBlock.fromText(
                                    "[{\"i\":0,\"text\":\"this is halved\"},"
                                        + "{\"i\":1,\"text\":\"that is not\"}]"))
                            .build()));

    JsonNode answers = LocalEndpoint.JSON.readTree(text(reply));
    assertThat(answers.at("/0/label").asText()).isEqualTo(ANSWER.substring(0, 31));
    assertThat(answers.at("/1/label").asText()).isEqualTo(ANSWER);
  }

  @Test
  void sendsSlowly() {
    long begun = System.nanoTime();

    ConverseResponse reply = ask("slow");

    // Some 250 bytes, with 400 in a second.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
    assertThat(text(reply)).isEqualTo(ANSWER);
    assertThat(stream("slow")).isEqualTo(new Streamed(ANSWER, List.of("end_turn"), null));
  }

  @Test
  void givesAReasonThatNobodyKnows() {
    ConverseResponse reply = ask("odd");

    assertThat(reply.stopReason()).isEqualTo(StopReason.UNKNOWN_TO_SDK_VERSION);
    assertThat(reply.stopReasonAsString()).isEqualTo("struck_by_lightning");
    assertThat(text(reply)).isEqualTo(ANSWER);
  }

  @Test
  void keepsTheUsageToItself() throws Exception {
    Meter before = meter();

    ConverseResponse reply = ask("untold");

    assertThat(reply.usage()).isNull();
    assertThat(text(reply)).isEqualTo(ANSWER);
    assertThat(meter()).isEqualTo(before.plus(2, 16));
  }

  @Test
  void keepsTheUsageOfNativeRepliesToItself() {
    InvokeModelResponse reply =
        client.invokeModel(
            request ->
                request
                    .modelId("amazon.titan-text-express-v1")
                    .body(SdkBytes.fromUtf8String("{\"inputText\":\"untold\"}")));

    assertThat(reply.body().asUtf8String())
        .contains("app_crash")
        .doesNotContain("tokenCount")
        .doesNotContain("TokenCount");
    assertThat(reply.sdkHttpResponse().headers().keySet())
        .noneMatch(name -> name.contains("token-count"));
  }

  @Test
  void damagesEmbeddingsToo() {
    assertThatThrownBy(
            () ->
                client.invokeModel(
                    request ->
                        request
                            .modelId("amazon.titan-embed-text-v2:0")
                            .body(SdkBytes.fromUtf8String("{\"inputText\":\"busy\"}"))))
        .isInstanceOf(ServiceUnavailableException.class);
  }

  @Test
  void tellsHowOftenItStruck() throws Exception {
    JsonNode before = endpoint.get("/_millrace/faults").at("/models/amazon./0");
    assertThatThrownBy(() -> ask("busy")).isInstanceOf(ServiceUnavailableException.class);

    JsonNode after = endpoint.get("/_millrace/faults").at("/models/amazon./0");

    assertThat(after.path("effect").asText()).isEqualTo("Refusal");
    assertThat(after.path("struck").asInt()).isEqualTo(before.path("struck").asInt() + 1);
  }

  private record Meter(long calls, long inputTokens, long outputTokens) {

    Meter plus(long input, long output) {
      return new Meter(calls + 1, inputTokens + input, outputTokens + output);
    }
  }

  private static Meter meter() throws Exception {
    JsonNode totals = endpoint.get("/_millrace/meter");
    return new Meter(
        totals.path("calls").asLong(),
        totals.path("inputTokens").asLong(),
        totals.path("outputTokens").asLong());
  }

  private record Streamed(String text, List<String> stops, @Nullable Throwable failure) {}

  private static Streamed stream(String question) {
    return stream(streaming, question);
  }

  private static Streamed stream(BedrockRuntimeAsyncClient client, String question) {
    List<String> stops = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Throwable failure =
        catchThrowable(
            () ->
                client
                    .converseStream(
                        request -> request.modelId(NOVA).messages(Questions.user(question)),
                        ConverseStreamResponseHandler.builder()
                            .subscriber(
                                ConverseStreamResponseHandler.Visitor.builder()
                                    .onContentBlockDelta(delta -> text.append(delta.delta().text()))
                                    .onMessageStop(stop -> stops.add(stop.stopReasonAsString()))
                                    .build())
                            .build())
                    .join());
    return new Streamed(text.toString(), stops, failure);
  }

  private static ConverseResponse ask(String question) {
    return client.converse(request -> request.modelId(NOVA).messages(Questions.user(question)));
  }

  private static String text(ConverseResponse reply) {
    return reply.output().message().content().get(0).text();
  }
}
