package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * Makes calls to Bedrock: conversations through Converse, embeddings through InvokeModel in the
 * form of Titan or of Cohere, with ApplyGuardrail before them where there is a guardrail.
 *
 * <p>Every Converse call carries the request's id, attempt, pipeline and tenant as metadata: so it
 * is found in the endpoint's invocation log, which is the meter that nobody here writes. A call
 * that several requests share carries the first one's, and how many they are.
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
  private static final String END = "end_turn";

  /** What Bedrock does not take in metadata. */
  private static final String NOT_METADATA = "[^a-zA-Z0-9\\s:_@$#=/+,.-]";

  private static final int METADATA_LENGTH = 256;

  private final BedrockRuntimeAsyncClient client;

  /** Owns the client and closes it. Its own retries have to be off. */
  public BedrockModels(BedrockRuntimeAsyncClient client) {
    this.client = client;
    // Or the transport would be gone as soon as the process is told to stop, calls under way or
    // not.
    CRT.acquireShutdownRef();
  }

  /** Makes the call. */
  public CompletableFuture<CallResult> call(ModelCall call) {
    ModelInput input = call.input();
    if (input instanceof ModelInput.Chat chat) {
      return guarded(
          () ->
              client
                  .converse(Conversations.request(call, chat, metadata(call)))
                  .thenApply(BedrockModels::result));
    }
    if (input instanceof ModelInput.Embedding embedding) {
      return guarded(() -> embed(call, embedding));
    }
    throw new AssertionError(input);
  }

  /** Guardrails are no part of calls for embeddings: the text is held against them before. */
  private CompletableFuture<CallResult> embed(ModelCall call, ModelInput.Embedding embedding) {
    CompletableFuture<Optional<CallResult.Failed>> objection =
        call.guardrail()
            .map(guardrail -> GuardedTexts.objection(client, guardrail, embedding.texts()))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    return objection.thenCompose(
        failed ->
            failed.isPresent()
                ? CompletableFuture.completedFuture(failed.get())
                : client.invokeModel(request(call, embedding)).thenApply(BedrockModels::result));
  }

  @Override
  public void close() {
    client.close();
    CRT.releaseShutdownRef();
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

  private static CallResult result(ConverseResponse response) {
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
            Usages.of(response.usage()),
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
  private static Optional<String> requestId(@Nullable String id) {
    return Optional.ofNullable(id).filter(value -> !value.equals("UNKNOWN"));
  }

  /** What tells in the invocation log whose call it is. */
  static Map<String, String> metadata(ModelCall call) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("requestId", call.requestId());
    metadata.put("attempt", String.valueOf(call.attempt()));
    metadata.put("pipeline", metadata(call.pipeline()));
    metadata.put("tenant", metadata(call.tenant()));
    if (call.isShared()) {
      metadata.put("records", String.valueOf(call.records()));
    }
    return metadata;
  }

  private static String metadata(String value) {
    String allowed = value.replaceAll(NOT_METADATA, "_");
    return allowed.substring(0, Math.min(METADATA_LENGTH, allowed.length()));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("maps of text are JSON", e);
    }
  }
}
