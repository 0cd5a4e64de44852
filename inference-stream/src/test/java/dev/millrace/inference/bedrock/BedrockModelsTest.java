package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Answered;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** The client as it is, against an endpoint that answers as it is told. */
class BedrockModelsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final ModelInput CHAT =
      new ModelInput.Chat(Optional.of("Be short."), "Hello?", 16, OptionalDouble.of(0));
  private static final GuardrailId GUARDRAIL = new GuardrailId("g1", "2");
  private static final ModelInput EMBEDDING = new ModelInput.Embedding("Hello?");
  private static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"bil"},{"text":"ling"}]}},
       "stopReason":"end_turn",
       "usage":{"inputTokens":11,"outputTokens":2,"totalTokens":38,"cacheReadInputTokens":5,
                "cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"1h","inputTokens":8}]},
       "metrics":{"latencyMs":42},"serviceTier":{"type":"flex"}}
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<HttpCall> SEEN = new CopyOnWriteArrayList<>();
  private static final AtomicReference<CompletionStage<HttpReply>> REPLY =
      new AtomicReference<>(ok(ANSWER));
  private static final AtomicReference<CompletionStage<HttpReply>> ASSESSMENT =
      new AtomicReference<>(ok("{}"));
  private static final HttpServer SERVER =
      HttpServer.start(
          "bedrock-test",
          HttpListener.loopback(0, "test.port", 1 << 20),
          new Routes()
              .on("POST", "/model/{model}/converse", BedrockModelsTest::answer)
              .on("POST", "/model/{model}/invoke", BedrockModelsTest::answer)
              .on(
                  "POST",
                  "/guardrail/{guardrail}/version/{version}/apply",
                  BedrockModelsTest::assess));
  private static final BedrockModels MODELS = open(PATIENCE, SERVER.address());

  @BeforeEach
  void begin() {
    SEEN.clear();
    REPLY.set(ok(ANSWER));
    ASSESSMENT.set(ok("{}"));
  }

  @AfterAll
  static void close() {
    MODELS.close();
    SERVER.close();
  }

  @Test
  void readsTheAnswerAndItsReport() {
    Answered answered = (Answered) call(CHAT);

    assertThat(answered.content()).isEqualTo(new Content.Text("billing"));
    assertThat(answered.stopReason()).isEqualTo("end_turn");
    assertThat(answered.report().endpointRequestId()).contains("endpoint-1");
    assertThat(answered.report().usage()).contains(new TokenUsage(11L, 2L, 5L, 12L, 8L));
    assertThat(answered.report().modelLatencyMillis()).contains(42L);
    assertThat(answered.report().serviceTier()).contains("flex");
  }

  @Test
  void namesTheGuardrail() throws IOException {
    call(CHAT, GUARDRAIL);

    assertThat(JSON.readTree(SEEN.get(0).body()).path("guardrailConfig"))
        .isEqualTo(JSON.readTree("{\"guardrailIdentifier\":\"g1\",\"guardrailVersion\":\"2\"}"));
  }

  @Test
  void holdsTextsAgainstTheGuardrailBeforeTheyAreEmbedded() throws IOException {
    reply(ok("{\"embedding\":[0.5],\"inputTextTokenCount\":3}"));
    ASSESSMENT.set(ok("{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[]}"));

    CallResult passed = call(EMBEDDING, GUARDRAIL);

    assertThat(passed).isInstanceOf(Answered.class);
    assertThat(SEEN.get(0).parameter("guardrail")).isEqualTo("g1");
    assertThat(SEEN.get(0).parameter("version")).isEqualTo("2");
    assertThat(JSON.readTree(SEEN.get(0).body()))
        .isEqualTo(
            JSON.readTree("{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"Hello?\"}}]}"));
    assertThat(SEEN).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GUARDRAIL_INTERVENED", "SOMETHING_NEW"})
  void doesNotEmbedWhatTheGuardrailStops(String action) {
    ASSESSMENT.set(ok("{\"action\":\"" + action + "\",\"outputs\":[],\"assessments\":[]}"));

    Failed stopped = (Failed) call(EMBEDDING, GUARDRAIL);

    assertThat(stopped.cause()).isEqualTo(Cause.GUARDRAIL);
    assertThat(stopped.endpointRequestId()).contains("endpoint-1");
    assertThat(SEEN).as("no model was asked").hasSize(1);
  }

  @Test
  void embedsNothingWhereTheGuardrailCannotBeAsked() {
    ASSESSMENT.set(error(429, "ThrottlingException", "slow down"));
    assertThat(((Failed) call(EMBEDDING, GUARDRAIL)).cause()).isEqualTo(Cause.THROTTLED);

    String unknown = "The guardrail identifier or version provided in the request does not exist.";
    ASSESSMENT.set(error(404, "ResourceNotFoundException", unknown));
    assertThat(((Failed) call(EMBEDDING, GUARDRAIL)).cause()).isEqualTo(Cause.UNKNOWN_GUARDRAIL);
    assertThat(SEEN).hasSize(2);

    reply(error(400, "ValidationException", unknown));
    assertThat(((Failed) call(CHAT, GUARDRAIL)).cause()).isEqualTo(Cause.UNKNOWN_GUARDRAIL);
  }

  @Test
  void showsTheModelItsOwnAnswer() throws IOException {
    call(
        new ModelInput.Chat(
            Optional.empty(),
            "Hello?",
            16,
            OptionalDouble.empty(),
            Optional.of(new ModelInput.Correction("Perhaps.", "That is no label."))));

    assertThat(JSON.readTree(SEEN.get(0).body()).path("messages"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"role":"user","content":[{"text":"Hello?"}]},
                 {"role":"assistant","content":[{"text":"Perhaps."}]},
                 {"role":"user","content":[{"text":"That is no label."}]}]
                """));
  }

  /** Asked for the same, the SDK's own client sends the same. */
  @Test
  void sendsWhatTheSdkSends() throws Exception {
    call(
        new ModelInput.Chat(
            Optional.of("Be \"short\"."),
            "Grüße \uD83D\uDE00?",
            16,
            OptionalDouble.of(0.1),
            Optional.of(new ModelInput.Correction("Perhaps.", "That is no label."))),
        GUARDRAIL);
    JsonNode ours = JSON.readTree(SEEN.get(0).body());
    Map<String, String> metadata = JSON.convertValue(ours.path("requestMetadata"), TEXTS);

    try (BedrockRuntimeAsyncClient sdk =
        BedrockClients.open(
            AwsConnection.local(SERVER.address()), new BedrockClients.Bounds(1, PATIENCE))) {
      sdk.converse(
              request ->
                  request
                      .modelId("amazon.nova-micro-v1:0")
                      .system(SystemContentBlock.fromText("Be \"short\"."))
                      .messages(
                          message(ConversationRole.USER, "Grüße \uD83D\uDE00?"),
                          message(ConversationRole.ASSISTANT, "Perhaps."),
                          message(ConversationRole.USER, "That is no label."))
                      .inferenceConfig(
                          inference -> inference.maxTokens(16).temperature((float) 0.1))
                      .guardrailConfig(
                          guardrail -> guardrail.guardrailIdentifier("g1").guardrailVersion("2"))
                      .requestMetadata(metadata))
          .join();
    }

    assertThat(ours).isEqualTo(JSON.readTree(SEEN.get(1).body()));
    assertThat(SEEN.get(0).path()).isEqualTo(SEEN.get(1).path());
  }

  private static Message message(ConversationRole role, String text) {
    return Message.builder().role(role).content(ContentBlock.fromText(text)).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void takesAnEndpointWithASlashBehindIt(String behind) {
    try (BedrockModels models = open(PATIENCE, URI.create(SERVER.address() + behind))) {
      assertThat(call(models, CHAT)).isInstanceOf(Answered.class);
    }
  }

  @Test
  void endsCallsWhenItIsClosed() {
    CompletableFuture<HttpReply> never = new CompletableFuture<>();
    reply(never);
    CompletableFuture<CallResult> call;
    try (BedrockModels models = open(PATIENCE, SERVER.address())) {
      call = begin(models, CHAT, Optional.empty());
      await().until(() -> !SEEN.isEmpty());
    }

    assertThat(call)
        .succeedsWithin(Duration.ofSeconds(10))
        .extracting(result -> ((Failed) result).cause())
        .isEqualTo(Cause.TIMEOUT);
    never.complete(HttpReply.of(200, "application/json", new byte[0]));
  }

  @Test
  void doesNotTakeAbsentUsageForNone() {
    reply(ok("{\"output\":{\"message\":{\"content\":[{\"text\":\"a\"}]}},\"stopReason\":\"new\"}"));

    Answered answered = (Answered) call(CHAT);

    assertThat(answered.report().usage()).isEmpty();
    assertThat(answered.stopReason()).isEqualTo("new");
  }

  @Test
  void sendsThePromptAndSaysWhoseCallItIs() throws Exception {
    call(CHAT);

    JsonNode body = JSON.readTree(SEEN.get(0).body());
    assertThat(SEEN.get(0).path()).isEqualTo("/model/amazon.nova-micro-v1%3A0/converse");
    assertThat(body.at("/system/0/text").asText()).isEqualTo("Be short.");
    assertThat(body.at("/messages/0/content/0/text").asText()).isEqualTo("Hello?");
    assertThat(body.at("/inferenceConfig/maxTokens").asInt()).isEqualTo(16);
    assertThat(body.at("/inferenceConfig/temperature").asDouble()).isZero();
    assertThat(body.at("/requestMetadata/requestId").asText()).isEqualTo("request-1");
    assertThat(body.at("/requestMetadata/attempt").asText()).isEqualTo("2");
    assertThat(body.at("/requestMetadata/pipeline").asText()).isEqualTo("tickets");
    assertThat(body.at("/requestMetadata/tenant").asText()).isEqualTo("m_ller");
  }

  @Test
  void readsAnEmbeddingWithTheTokensOfItsHeader() throws Exception {
    reply(
        HttpReply.of(
                200,
                "application/json",
                "{\"embedding\":[0.5,-0.25],\"inputTextTokenCount\":9}".getBytes(UTF_8))
            .with("x-amzn-RequestId", "endpoint-2")
            .with("x-amzn-bedrock-input-token-count", "3")
            .with("x-amzn-bedrock-invocation-latency", "4")
            .done());

    Answered answered = (Answered) call(EMBEDDING);

    assertThat(answered.content()).isEqualTo(new Content.Vector(List.of(0.5f, -0.25f)));
    assertThat(answered.report().usage()).contains(new TokenUsage(3L, 0L, 0L, 0L, 0L));
    assertThat(answered.report().modelLatencyMillis()).contains(4L);
    assertThat(JSON.readTree(SEEN.get(0).body()).path("inputText").asText()).isEqualTo("Hello?");
    assertThat(SEEN.get(0).header("X-Amzn-Bedrock-Request-Metadata"))
        .hasValueSatisfying(metadata -> assertThat(metadata).contains("request-1"));
  }

  @Test
  void embedsSeveralTextsInOneCallOfCohere() throws Exception {
    reply(
        HttpReply.of(
                200,
                "application/json",
                "{\"embeddings\":{\"float\":[[0.5],[-0.25]]}}".getBytes(UTF_8))
            .with("x-amzn-bedrock-input-token-count", "7")
            .done());

    Answered answered = (Answered) embed("cohere.embed-v4:0", "Hello?", "Who?");

    assertThat(answered.content())
        .isEqualTo(
            new Content.Vectors(
                List.of(new Content.Vector(List.of(0.5f)), new Content.Vector(List.of(-0.25f)))));
    assertThat(answered.report().usage()).contains(new TokenUsage(7L, 0L, 0L, 0L, 0L));
    JsonNode body = JSON.readTree(SEEN.get(0).body());
    assertThat(body.path("texts")).extracting(JsonNode::asText).containsExactly("Hello?", "Who?");
    assertThat(body.path("input_type").asText()).isEqualTo("search_document");
    assertThat(SEEN.get(0).header("X-Amzn-Bedrock-Request-Metadata"))
        .hasValueSatisfying(metadata -> assertThat(metadata).contains("\"records\":\"2\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"embeddings\":[[0.5,1]]}", "{\"embeddings\":{\"float\":[[0.5,1]]}}"})
  void readsTheOneVectorThatCohereReplies(String body) {
    reply(ok(body));

    assertThat(((Answered) embed("cohere.embed-english-v3", "Hello?")).content())
        .isEqualTo(new Content.Vector(List.of(0.5f, 1f)));
  }

  @Test
  void findsNoVectorWhereThereIsNone() {
    reply(ok("{\"embeddings\":{\"float\":[[0.5],[]]}}"));

    assertThat(((Answered) embed("cohere.embed-v4:0", "a", "b")).content())
        .isEqualTo(new Content.Text(""));
  }

  @ParameterizedTest
  @MethodSource
  void tellsWhyACallFailed(int status, String type, String message, Cause cause) {
    reply(
        HttpReply.of(
                status, "application/json", ("{\"message\":\"" + message + "\"}").getBytes(UTF_8))
            .with("x-amzn-ErrorType", type)
            .with("x-amzn-RequestId", "endpoint-3")
            .done());

    Failed failed = (Failed) call(CHAT);

    assertThat(failed.cause()).isEqualTo(cause);
    assertThat(failed.endpointRequestId()).contains("endpoint-3");
    assertThat(failed.detail()).contains(String.valueOf(status)).doesNotContain(message);
    assertThat(SEEN).hasSize(1);
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
    reply(error(429, type, "soon"));
    assertThat(((Failed) call(CHAT)).cause()).isEqualTo(Cause.MODEL_NOT_READY);

    reply(
        HttpReply.of(429, "application/json", ("{\"__type\":\"" + type + "\"}").getBytes(UTF_8))
            .done());
    assertThat(((Failed) call(CHAT)).cause()).isEqualTo(Cause.MODEL_NOT_READY);
  }

  /** Whatever stands there might quote the request. */
  @Test
  void passesOnNoNameOfAnErrorThatIsNone() {
    reply(error(400, "Hello? is no question", "no"));

    Failed failed = (Failed) call(CHAT);

    assertThat(failed.cause()).isEqualTo(Cause.INVALID_REQUEST);
    assertThat(failed.detail()).contains("400").doesNotContain("Hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"text\"", "{\"output\":", "<html>"})
  void takesAReplyThatCannotBeReadForOneThatWasDamaged(String body) {
    reply(ok(body));

    for (ModelInput input : List.of(CHAT, EMBEDDING)) {
      Failed failed = (Failed) call(input);
      assertThat(failed.cause()).isEqualTo(Cause.TRANSPORT);
      assertThat(failed.endpointRequestId()).as("the books would look for its usage").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"output\":{\"message\":{\"content\":{\"a\":1}}}}"})
  void readsAReplyThatSaysNothing(String body) {
    reply(ok(body));

    Answered answered = (Answered) call(CHAT);

    assertThat(answered.content()).isEqualTo(new Content.Text(""));
    assertThat(answered.report().usage()).isEmpty();
    assertThat(answered.report().modelLatencyMillis()).isEmpty();
    assertThat(answered.report().serviceTier()).isEmpty();
  }

  @Test
  void givesUpACallThatTakesTooLong() {
    CompletableFuture<HttpReply> late = new CompletableFuture<>();
    reply(late);

    try (BedrockModels models = open(Duration.ofMillis(300), SERVER.address())) {
      Failed failed = (Failed) call(models, CHAT);

      assertThat(failed.cause()).isEqualTo(Cause.TIMEOUT);
      assertThat(failed.endpointRequestId()).isEmpty();
    }
    late.complete(HttpReply.of(200, "application/json", new byte[0]));
  }

  private static CallResult embed(String model, String... texts) {
    return MODELS
        .call(
            new ModelCall(
                "request-1",
                "acme",
                "tickets",
                1,
                new ModelRoute(model, 1, Route.CHAMPION),
                new ModelInput.Embedding(List.of(texts)),
                texts.length,
                Optional.empty()))
        .join();
  }

  private static CallResult call(ModelInput input) {
    return call(MODELS, input);
  }

  private static CallResult call(BedrockModels models, ModelInput input) {
    return call(models, input, Optional.empty());
  }

  private static CallResult call(ModelInput input, GuardrailId guardrail) {
    return call(MODELS, input, Optional.of(guardrail));
  }

  private static CallResult call(
      BedrockModels models, ModelInput input, Optional<GuardrailId> guardrail) {
    return begin(models, input, guardrail).join();
  }

  private static CompletableFuture<CallResult> begin(
      BedrockModels models, ModelInput input, Optional<GuardrailId> guardrail) {
    return models.call(
        new ModelCall(
            "request-1",
            "müller",
            "tickets",
            2,
            new ModelRoute("amazon.nova-micro-v1:0", 1, Route.CHAMPION),
            input,
            1,
            guardrail));
  }

  private static BedrockModels open(Duration timeout, URI address) {
    return BedrockModels.open(AwsConnection.local(address), new BedrockClients.Bounds(4, timeout));
  }

  private static void reply(CompletionStage<HttpReply> reply) {
    REPLY.set(reply);
  }

  private static CompletionStage<HttpReply> answer(HttpCall call) {
    SEEN.add(call);
    return Objects.requireNonNull(REPLY.get());
  }

  private static CompletionStage<HttpReply> assess(HttpCall call) {
    SEEN.add(call);
    return Objects.requireNonNull(ASSESSMENT.get());
  }

  private static CompletionStage<HttpReply> error(int status, String type, String message) {
    return HttpReply.of(
            status, "application/json", ("{\"message\":\"" + message + "\"}").getBytes(UTF_8))
        .with("x-amzn-ErrorType", type)
        .done();
  }

  private static CompletionStage<HttpReply> ok(String body) {
    return HttpReply.of(200, "application/json", body.getBytes(UTF_8))
        .with("x-amzn-RequestId", "endpoint-1")
        .done();
  }
}
