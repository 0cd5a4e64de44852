package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.aws.AwsConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAction;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentSource;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** The endpoint as the AWS SDK for Java sees it. */
class AwsSdkTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String TITAN = "amazon.titan-embed-text-v2:0";
  private static final int MANY = 500;

  private static LocalEndpoint endpoint;
  private static BedrockRuntimeClient client;
  private static Map<Protocol, BedrockRuntimeAsyncClient> asynchronous;

  @BeforeAll
  static void start(@TempDir Path folder) {
    endpoint = LocalEndpoint.start(folder);
    client = AwsConnection.local(endpoint.address()).apply(BedrockRuntimeClient.builder()).build();
    asynchronous =
        Map.of(
            Protocol.HTTP1_1, async(Protocol.HTTP1_1),
            Protocol.HTTP2, async(Protocol.HTTP2));
  }

  @AfterAll
  static void stop() {
    client.close();
    asynchronous.values().forEach(BedrockRuntimeAsyncClient::close);
    endpoint.close();
  }

  @Test
  void classifiesOverConverse() {
    ConverseResponse reply = client.converse(question(NOVA, "I was charged twice on my invoice"));

    assertThat(reply.output().message().content().get(0).text()).isEqualTo("invoice_charge");
    assertThat(reply.output().message().role()).isEqualTo(ConversationRole.ASSISTANT);
    assertThat(reply.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(reply.usage().inputTokens()).isPositive();
    assertThat(reply.usage().totalTokens())
        .isEqualTo(reply.usage().inputTokens() + reply.usage().outputTokens());
    assertThat(reply.metrics().latencyMs()).isNotNegative();
    assertThat(reply.responseMetadata().requestId()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void takesManyCallsAtOnceOverBothVersions(Protocol protocol) throws Exception {
    JsonNode before = endpoint.get("/_millrace/meter");
    List<CompletableFuture<ConverseResponse>> replies = new ArrayList<>();

    BedrockRuntimeAsyncClient async = Objects.requireNonNull(asynchronous.get(protocol));
    for (int i = 0; i < MANY; i++) {
      replies.add(async.converse(question(NOVA, "the app crashes, case " + i)));
    }
    CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).join();

    assertThat(replies)
        .allSatisfy(
            reply ->
                assertThat(reply.join().output().message().content().get(0).text())
                    .isEqualTo("app_crash"));
    JsonNode after = endpoint.get("/_millrace/meter");
    assertThat(after.path("calls").asInt()).isEqualTo(before.path("calls").asInt() + MANY);
    int paid = replies.stream().mapToInt(reply -> reply.join().usage().inputTokens()).sum();
    assertThat(after.path("inputTokens").asInt())
        .isEqualTo(before.path("inputTokens").asInt() + paid);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void streamsTheSameAnswer(Protocol protocol) {
    StringBuilder text = new StringBuilder();
    List<ConverseStreamMetadataEvent> metadata = new ArrayList<>();
    ConverseRequest whole = question(NOVA, "the app crashes");

    BedrockRuntimeAsyncClient async = Objects.requireNonNull(asynchronous.get(protocol));
    async
        .converseStream(
            request -> request.modelId(NOVA).system(whole.system()).messages(whole.messages()),
            ConverseStreamResponseHandler.builder()
                .subscriber(
                    ConverseStreamResponseHandler.Visitor.builder()
                        .onContentBlockDelta(delta -> text.append(delta.delta().text()))
                        .onMetadata(metadata::add)
                        .build())
                .build())
        .join();

    assertThat(text).hasToString("app_crash");
    assertThat(metadata).hasSize(1);
    assertThat(metadata.get(0).usage()).isEqualTo(client.converse(whole).usage());
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void streamsNativeChunks(Protocol protocol) {
    List<String> chunks = new ArrayList<>();

    BedrockRuntimeAsyncClient async = Objects.requireNonNull(asynchronous.get(protocol));
    async
        .invokeModelWithResponseStream(
            request ->
                request
                    .modelId(NOVA)
                    .body(
                        SdkBytes.fromUtf8String(
                            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hello there\"}]}]}")),
            InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(
                    InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                        .onChunk(chunk -> chunks.add(chunk.bytes().asUtf8String()))
                        .build())
                .build())
        .join();

    assertThat(String.join("", chunks)).contains("hello there");
    assertThat(chunks.get(chunks.size() - 1)).contains("amazon-bedrock-invocationMetrics");
  }

  @Test
  void embedsWithTitanAndCountsInHeaders() {
    InvokeModelResponse reply =
        client.invokeModel(
            request ->
                request
                    .modelId(TITAN)
                    .body(
                        SdkBytes.fromUtf8String("{\"inputText\":\"a text\",\"dimensions\":256}")));

    assertThat(reply.contentType()).isEqualTo("application/json");
    assertThat(reply.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .contains("2");
    assertThat(reply.body().asUtf8String()).contains("\"inputTextTokenCount\":2");
  }

  @Test
  void embedsSeveralTextsWithCohereEachAsAlone() throws Exception {
    JsonNode both = embedded("cohere.embed-v4:0", "\"a text\",\"another one\"", "256");
    JsonNode alone = embedded("cohere.embed-v4:0", "\"another one\"", "256");
    JsonNode third = embedded("us.cohere.embed-english-v3", "\"a text\"", "1");

    assertThat(both.at("/embeddings/float")).hasSize(2);
    assertThat(both.at("/embeddings/float/1")).isEqualTo(alone.at("/embeddings/float/0"));
    assertThat(both.at("/embeddings/float/0")).hasSize(256);
    assertThat(third.at("/embeddings/float/0")).hasSize(1024);
    assertThat(both.path("response_type").asText()).isEqualTo("embeddings_by_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"texts\":[],\"input_type\":\"search_document\"}",
        "{\"texts\":[1],\"input_type\":\"search_document\"}",
        "{\"texts\":[\"a\"],\"input_type\":\"anything\"}",
        "{\"texts\":[\"a\"]}",
        "{\"texts\":[\"a\"],\"input_type\":\"clustering\",\"output_dimension\":3}",
        "{\"texts\":[\"a\"],\"input_type\":\"clustering\",\"embedding_types\":[\"int8\"]}"
      })
  void refusesWhatCohereCannotEmbed(String body) {
    assertThatThrownBy(() -> invoke("cohere.embed-v4:0", body))
        .isInstanceOf(ValidationException.class);
  }

  private static JsonNode embedded(String model, String texts, String dimension) throws Exception {
    InvokeModelResponse reply =
        invoke(
            model,
            "{\"texts\":["
                + texts
                + "],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"],"
                + "\"output_dimension\":"
                + dimension
                + "}");
    assertThat(reply.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .isPresent();
    return LocalEndpoint.JSON.readTree(reply.body().asByteArray());
  }

  private static InvokeModelResponse invoke(String model, String body) {
    return client.invokeModel(
        request -> request.modelId(model).body(SdkBytes.fromUtf8String(body)));
  }

  @Test
  void countsTokensAsConverseDoes() {
    ConverseRequest question = question(NOVA, "the app crashes");

    int counted =
        client
            .countTokens(
                request ->
                    request
                        .modelId(NOVA)
                        .input(
                            input ->
                                input.converse(
                                    converse ->
                                        converse
                                            .system(question.system())
                                            .messages(question.messages()))))
            .inputTokens();

    assertThat(counted).isEqualTo(client.converse(question).usage().inputTokens());
  }

  @Test
  void appliesAGuardrail() {
    var reply =
        client.applyGuardrail(
            request ->
                request
                    .guardrailIdentifier(LocalEndpoint.GUARDRAIL)
                    .guardrailVersion("1")
                    .source(GuardrailContentSource.INPUT)
                    .content(GuardrailContentBlock.fromText(text -> text.text("my PASSWORD is"))));

    assertThat(reply.action()).isEqualTo(GuardrailAction.GUARDRAIL_INTERVENED);
    assertThat(reply.assessments().get(0).wordPolicy().customWords().get(0).match())
        .isEqualTo("password");
    assertThat(reply.usage().wordPolicyUnits()).isEqualTo(1);
  }

  @Test
  void blocksAQuestionBehindAGuardrailAtNoCost() {
    ConverseRequest question =
        question(NOVA, "my password is").toBuilder()
            .guardrailConfig(
                guard -> guard.guardrailIdentifier(LocalEndpoint.GUARDRAIL).guardrailVersion("1"))
            .build();

    ConverseResponse reply = client.converse(question);

    assertThat(reply.stopReason()).isEqualTo(StopReason.GUARDRAIL_INTERVENED);
    assertThat(reply.output().message().content().get(0).text()).isEqualTo("I must not say.");
    assertThat(reply.usage().totalTokens()).isZero();
  }

  @Test
  void throwsTheExceptionsOfTheServiceModel() {
    assertThatThrownBy(() -> client.converse(question("no model", "hello")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("model identifier is invalid");
    assertThatThrownBy(() -> client.converse(question(TITAN, "hello")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("doesn't support the model");
    assertThatThrownBy(
            () ->
                client.applyGuardrail(
                    request ->
                        request
                            .guardrailIdentifier("none")
                            .guardrailVersion("1")
                            .source(GuardrailContentSource.INPUT)
                            .content(GuardrailContentBlock.fromText(text -> text.text("x")))))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void logsTheCallWithItsMetadataAndTheIdThatTheCallerSaw() throws Exception {
    ConverseResponse reply =
        client.converse(
            question("us.amazon.nova-lite-v1:0", "hello").toBuilder()
                .requestMetadata(Map.of("requestId", "r-1", "tenant", "default"))
                .build());

    String line =
        endpoint
            .text("/_millrace/invocations")
            .lines()
            .filter(entry -> entry.contains(reply.responseMetadata().requestId()))
            .findFirst()
            .orElseThrow();

    JsonNode entry = LocalEndpoint.JSON.readTree(line);
    assertThat(entry.path("schemaType").asText()).isEqualTo("ModelInvocationLog");
    assertThat(entry.path("operation").asText()).isEqualTo("Converse");
    assertThat(entry.path("modelId").asText()).isEqualTo("us.amazon.nova-lite-v1:0");
    assertThat(entry.path("requestMetadata").path("requestId").asText()).isEqualTo("r-1");
    assertThat(entry.path("input").path("inputTokenCount").asInt())
        .isEqualTo(reply.usage().inputTokens());
    assertThat(line).doesNotContain("hello");
  }

  private static ConverseRequest question(String model, String text) {
    return ConverseRequest.builder()
        .modelId(model)
        .system(SystemContentBlock.fromText(Questions.LABELS))
        .messages(
            Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(text))
                .build())
        .inferenceConfig(inference -> inference.maxTokens(16))
        .build();
  }

  private static BedrockRuntimeAsyncClient async(Protocol protocol) {
    return AwsConnection.local(endpoint.address())
        .apply(BedrockRuntimeAsyncClient.builder())
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder().protocol(protocol).maxPendingConnectionAcquires(MANY))
        .build();
  }
}
