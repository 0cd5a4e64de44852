package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.bedrock.RuntimeCalls.Reply;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

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
  private static final String METADATA = "X-Amzn-Bedrock-Request-Metadata";
  private static final String SERVICE_TIER = "x-amzn-bedrock-service-tier";

  /** What Bedrock takes in metadata, beside letters and digits of ASCII. */
  private static final String METADATA_SIGNS = " \t\n:_@$#=/+,.-";

  private static final int METADATA_LENGTH = 256;

  private final BedrockRuntimeAsyncClient streams;
  private final RuntimeCalls calls;
  private final TimeLimit limit;

  private BedrockModels(BedrockRuntimeAsyncClient streams, RuntimeCalls calls, TimeLimit limit) {
    this.streams = streams;
    this.calls = calls;
    this.limit = limit;
  }

  /** Calls models at the endpoint that the connection tells. */
  public static BedrockModels open(AwsConnection aws, BedrockClients.Bounds bounds) {
    BedrockRuntimeAsyncClient streams = BedrockClients.open(aws, bounds);
    try {
      return new BedrockModels(
          streams, RuntimeCalls.beside(streams), new TimeLimit(bounds.callTimeout()));
    } catch (RuntimeException e) {
      streams.close();
      throw e;
    }
  }

  /** Makes the call. */
  public CompletableFuture<CallResult> call(ModelCall call) {
    ModelInput input = call.input();
    if (input instanceof ModelInput.Chat chat) {
      return guarded(() -> converse(call, chat));
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
              streams.converseStream(
                  Conversations.streamed(call, chat, metadata(call)), answer.handler())));
    } catch (RuntimeException e) {
      answer.ended(e);
    }
    return answer;
  }

  private CompletableFuture<CallResult> converse(ModelCall call, ModelInput.Chat chat) {
    String modelId = call.route().modelId();
    return post(
        "/model/" + SdkHttpUtils.urlEncode(modelId) + "/converse",
        Map.of(),
        ConverseBodies.of(call, chat, metadata(call)),
        (reply, body) ->
            new CallResult.Answered(
                ConverseBodies.content(body),
                ConverseBodies.stopReason(body),
                report(modelId, reply.requestId(), body)),
        failed -> failed);
  }

  /** Guardrails are no part of calls for embeddings: the text is held against them before. */
  private CompletableFuture<CallResult> embed(ModelCall call, ModelInput.Embedding embedding) {
    CompletableFuture<Optional<CallResult>> objection =
        call.guardrail()
            .map(guardrail -> objection(guardrail, embedding))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    return objection.thenCompose(
        failed ->
            failed
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> invoke(call, embedding)));
  }

  private CompletableFuture<CallResult> invoke(ModelCall call, ModelInput.Embedding embedding) {
    String modelId = call.route().modelId();
    return post(
        "/model/" + SdkHttpUtils.urlEncode(modelId) + "/invoke",
        Map.of("Accept", MEDIA_TYPE, METADATA, JSON.valueToTree(metadata(call)).toString()),
        JSON.valueToTree(EmbeddingBodies.of(modelId, embedding.texts())),
        (reply, body) ->
            new CallResult.Answered(
                EmbeddingBodies.content(body),
                ConverseBodies.END,
                new Report(
                    reply.requestId(),
                    usage(reply, body.path("inputTextTokenCount")),
                    number(reply, LATENCY),
                    reply.header(SERVICE_TIER))),
        failed -> failed);
  }

  private CompletableFuture<Optional<CallResult>> objection(
      GuardrailId guardrail, ModelInput.Embedding embedding) {
    String path =
        "/guardrail/"
            + SdkHttpUtils.urlEncode(guardrail.id())
            + "/version/"
            + SdkHttpUtils.urlEncode(guardrail.version())
            + "/apply";
    return post(
        path,
        Map.of(),
        GuardedTexts.body(embedding.texts()),
        (reply, body) -> GuardedTexts.objection(body, reply.requestId()),
        Optional::of);
  }

  private <T> CompletableFuture<T> post(
      String path,
      Map<String, String> headers,
      JsonNode body,
      BiFunction<Reply.Done, JsonNode, T> done,
      Function<CallResult.Failed, T> failed) {
    return limit
        .on(calls.post(path, headers, body))
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Refused refused) {
                return failed.apply(Failures.of(refused.refusal()));
              }
              if (reply instanceof Reply.Done whole) {
                return whole
                    .json()
                    .map(json -> done.apply(whole, json))
                    .orElseGet(() -> failed.apply(unreadable()));
              }
              throw new AssertionError(reply);
            });
  }

  /** Like one that did not come: it may be paid for, and nobody knows how much. */
  private static CallResult.Failed unreadable() {
    return new CallResult.Failed(
        Cause.TRANSPORT, "the endpoint's reply is not JSON", Optional.empty());
  }

  @Override
  public void close() {
    calls.close();
    streams.close();
    limit.close();
  }

  private static CompletableFuture<CallResult> guarded(
      Supplier<CompletableFuture<CallResult>> call) {
    try {
      return call.get().exceptionally(Failures::of);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Failures.of(e));
    }
  }

  private static Report report(String modelId, Optional<String> requestId, JsonNode body) {
    JsonNode latency = body.path("metrics").path("latencyMs");
    return new Report(
        requestId,
        Usages.of(modelId, body.path("usage")),
        latency.isNumber() ? Optional.of(latency.asLong()) : Optional.empty(),
        Optional.ofNullable(body.path("serviceTier").path("type").textValue()));
  }

  /** InvokeModel reports tokens in headers; Titan repeats the input's in the body. */
  private static Optional<TokenUsage> usage(Reply.Done reply, JsonNode counted) {
    Optional<Long> input =
        number(reply, INPUT_TOKENS)
            .or(() -> Optional.of(counted).filter(JsonNode::isNumber).map(JsonNode::asLong));
    long output = number(reply, OUTPUT_TOKENS).orElse(0L);
    return input.map(tokens -> new TokenUsage(tokens, output, 0L, 0L, 0L));
  }

  private static Optional<Long> number(Reply.Done reply, String header) {
    return reply.header(header).filter(value -> value.matches("\\d{1,18}")).map(Long::valueOf);
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
}
