package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * Makes calls to Bedrock: conversations through Converse or ConverseStream, embeddings through
 * InvokeModel in the form of Titan or of Cohere, with ApplyGuardrail before them where there is a
 * guardrail.
 *
 * <p>Every Converse call carries the request's id, attempt, pipeline and tenant as metadata: so it
 * is found in the endpoint's invocation log, which is the meter that nobody here writes. A call
 * that several requests share carries the first one's, and how many they are; one that a candidate
 * is asked in the shadow says so, because its request has calls of its own.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Failure</i>: the result says so; the future itself never fails.
 */
public final class BedrockModels implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/json";
  private static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";
  private static final String OUTPUT_TOKENS = "x-amzn-bedrock-output-token-count";
  private static final String LATENCY = "x-amzn-bedrock-invocation-latency";
  private static final String SERVICE_TIER = "x-amzn-bedrock-service-tier";
  static final String END = "end_turn";

  /** What Bedrock takes in metadata, beside letters and digits of ASCII. */
  private static final String METADATA_SIGNS = " \t\n:_@$#=/+,.-";

  private static final int METADATA_LENGTH = 256;

  private final BedrockRuntimeAsyncClient client;
  private final TimeLimit limit;

  private BedrockModels(BedrockRuntimeAsyncClient client, TimeLimit limit) {
    this.client = client;
    this.limit = limit;
  }

  /** Calls models at the endpoint that the connection tells. */
  public static BedrockModels open(AwsConnection aws, BedrockClients.Bounds bounds) {
    return new BedrockModels(BedrockClients.open(aws, bounds), new TimeLimit(bounds.callTimeout()));
  }

  /** Makes the call. */
  public CompletableFuture<CallResult> call(ModelCall call) {
    ModelInput input = call.input();
    if (input instanceof ModelInput.Chat chat) {
      return guarded(
          () ->
              limit
                  .on(client.converse(Conversations.request(call, chat, metadata(call))))
                  .thenApply(response -> result(call.route().modelId(), response)));
    }
    if (input instanceof ModelInput.Embedding embedding) {
      return guarded(() -> embed(call, embedding));
    }
    throw new AssertionError(input);
  }

  /**
   * Makes a call for a conversation whose answer comes piece by piece.
   *
   * @param pieces told each piece, in order, on a thread of the client: must not block
   */
  public AnswerStream stream(ModelCall call, InstantSource clock, Consumer<String> pieces) {
    ModelInput.Chat chat = (ModelInput.Chat) call.input();
    AnswerStream answer = new AnswerStream(call.route().modelId(), chat, clock, pieces);
    try {
      answer.follow(
          limit.on(
              client.converseStream(
                  Conversations.streamed(call, chat, metadata(call)), answer.handler())));
    } catch (RuntimeException e) {
      answer.ended(e);
    }
    return answer;
  }

  /** Guardrails are no part of calls for embeddings: the text is held against them before. */
  private CompletableFuture<CallResult> embed(ModelCall call, ModelInput.Embedding embedding) {
    CompletableFuture<Optional<CallResult.Failed>> objection =
        call.guardrail()
            .map(guardrail -> objection(guardrail, embedding))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    return objection.thenCompose(
        failed ->
            failed.isPresent()
                ? CompletableFuture.completedFuture(failed.get())
                : limit
                    .on(client.invokeModel(request(call, embedding)))
                    .thenApply(BedrockModels::result));
  }

  private CompletableFuture<Optional<CallResult.Failed>> objection(
      GuardrailId guardrail, ModelInput.Embedding embedding) {
    return limit
        .on(client.applyGuardrail(GuardedTexts.request(guardrail, embedding.texts())))
        .thenApply(GuardedTexts::objection);
  }

  @Override
  public void close() {
    limit.close();
    client.close();
  }

  private static CompletableFuture<CallResult> guarded(
      Supplier<CompletableFuture<CallResult>> call) {
    try {
      return call.get().exceptionally(Failures::of);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Failures.of(e));
    }
  }

  private static InvokeModelRequest request(ModelCall call, ModelInput.Embedding embedding) {
    return InvokeModelRequest.builder()
        .modelId(call.route().modelId())
        .contentType(MEDIA_TYPE)
        .accept(MEDIA_TYPE)
        .requestMetadata(json(metadata(call)))
        .body(
            SdkBytes.fromUtf8String(
                json(EmbeddingBodies.of(call.route().modelId(), embedding.texts()))))
        .build();
  }

  private static CallResult result(String modelId, ConverseResponse response) {
    String text =
        response.output() == null || response.output().message() == null
            ? ""
            : response.output().message().content().stream()
                .map(ContentBlock::text)
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
    Report report =
        new Report(
            requestId(response.responseMetadata().requestId()),
            Usages.of(modelId, response.usage()),
            Optional.ofNullable(response.metrics()).map(metrics -> metrics.latencyMs()),
            Optional.ofNullable(response.serviceTier()).map(tier -> tier.typeAsString()));
    return new CallResult.Answered(
        new Content.Text(text),
        Objects.requireNonNullElse(response.stopReasonAsString(), END),
        report);
  }

  private static CallResult result(InvokeModelResponse response) {
    Optional<String> id = requestId(response.responseMetadata().requestId());
    JsonNode body;
    try {
      body = JSON.readTree(response.body().asByteArray());
    } catch (IOException e) {
      return new CallResult.Failed(Cause.ENDPOINT_ERROR, "the endpoint's reply is not JSON", id);
    }
    SdkHttpResponse http = response.sdkHttpResponse();
    Report report =
        new Report(
            id,
            usage(http, body.get("inputTextTokenCount")),
            number(http, LATENCY),
            http.firstMatchingHeader(SERVICE_TIER));
    return new CallResult.Answered(EmbeddingBodies.content(body), END, report);
  }

  /** InvokeModel reports tokens in headers; Titan repeats the input's in the body. */
  private static Optional<TokenUsage> usage(SdkHttpResponse http, @Nullable JsonNode counted) {
    Optional<Long> input =
        number(http, INPUT_TOKENS)
            .or(
                () ->
                    Optional.ofNullable(counted).filter(JsonNode::isNumber).map(JsonNode::asLong));
    long output = number(http, OUTPUT_TOKENS).orElse(0L);
    return input.map(tokens -> new TokenUsage(tokens, output, 0L, 0L, 0L));
  }

  private static Optional<Long> number(SdkHttpResponse http, String header) {
    return http.firstMatchingHeader(header)
        .filter(value -> value.matches("\\d{1,18}"))
        .map(Long::valueOf);
  }

  /** The SDK says UNKNOWN where the endpoint gave no id. */
  static Optional<String> requestId(@Nullable String id) {
    return Optional.ofNullable(id).filter(value -> !value.equals("UNKNOWN"));
  }

  /** What tells in the invocation log whose call it is. */
  static Map<String, String> metadata(ModelCall call) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("requestId", call.requestId());
    metadata.put("attempt", String.valueOf(call.attempt()));
    metadata.put("pipeline", metadata(call.pipeline()));
    metadata.put("tenant", metadata(call.tenant()));
    if (call.route().part() == Route.SHADOW) {
      metadata.put("route", Route.SHADOW.name());
    }
    if (call.isShared()) {
      metadata.put("records", String.valueOf(call.records()));
    }
    return metadata;
  }

  private static String metadata(String value) {
    StringBuilder allowed = new StringBuilder(value);
    allowed.setLength(Math.min(METADATA_LENGTH, value.length()));
    for (int i = 0; i < allowed.length(); i++) {
      if (!isMetadata(allowed.charAt(i))) {
        allowed.setCharAt(i, '_');
      }
    }
    return allowed.toString();
  }

  private static boolean isMetadata(char sign) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign >= '0' && sign <= '9')
        || METADATA_SIGNS.indexOf(sign) >= 0;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("maps of text are JSON", e);
    }
  }
}
