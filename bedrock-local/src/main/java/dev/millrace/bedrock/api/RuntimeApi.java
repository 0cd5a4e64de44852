package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import dev.millrace.bedrock.model.TokenUsage;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The operations of Bedrock Runtime.
 *
 * <p><i>Shape</i>: a call is checked, answered by a model, delayed as configured, written to the
 * meter, and only then replied to.
 *
 * <p><i>Source</i>: service model bedrock-runtime 2023-09-30 of the AWS SDK.
 */
public final class RuntimeApi {

  private static final String REQUEST_ID = "x-amzn-RequestId";

  @FunctionalInterface
  private interface Operation {
    CompletionStage<HttpReply> answer(Call call);
  }

  private final ModelCalls calls;
  private final InvocationLog meter;

  /**
   * An endpoint.
   *
   * @param models the model behind an id; empty where the id is none
   * @param guardrails by id
   */
  public RuntimeApi(
      Function<String, Optional<ChatModel>> models,
      Map<String, Guardrail> guardrails,
      InvocationLog meter,
      Pace pace) {
    this.calls = new ModelCalls(models, guardrails, meter, pace);
    this.meter = meter;
  }

  /** The operations, and the meter under {@code /_millrace}. */
  public Routes routes() {
    return new Routes()
        .errorsAs(problem -> AwsError.of(problem).reply().with(REQUEST_ID, newId()))
        .on("POST", "/model/{model}/converse", signed(this::converse))
        .on("POST", "/model/{model}/converse-stream", signed(this::converseStream))
        .on("POST", "/model/{model}/invoke", signed(this::invoke))
        .on("POST", "/model/{model}/invoke-with-response-stream", signed(this::invokeStream))
        .on("POST", "/model/{model}/count-tokens", signed(this::countTokens))
        .on("POST", "/guardrail/{guardrail}/version/{version}/apply", signed(this::applyGuardrail))
        .on("GET", "/_millrace/meter", call -> json(meter.totals()).done())
        .on(
            "GET",
            "/_millrace/invocations",
            call ->
                new HttpReply.Streamed(
                        200,
                        Map.of("Content-Type", "application/x-ndjson"),
                        sink -> meter.copyTo(sink::write))
                    .done());
  }

  private static Endpoint signed(Operation operation) {
    return http -> {
      String id = newId();
      CompletionStage<HttpReply> reply;
      try {
        Signatures.require(http);
        reply = operation.answer(new Call(http, id, RequestBody.object(http.body())));
      } catch (AwsError e) {
        reply = CompletableFuture.failedFuture(e);
      }
      return reply.exceptionally(RuntimeApi::refusal).thenApply(done -> done.with(REQUEST_ID, id));
    };
  }

  private static HttpReply refusal(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof AwsError error) {
      return error.reply();
    }
    throw new CompletionException(cause);
  }

  private CompletionStage<HttpReply> converse(Call call) {
    return chat(call, "Converse")
        .thenApply(
            answered ->
                json(
                    ConverseProtocol.reply(
                        answered.answer(), answered.latencyMillis(), call.body())));
  }

  private CompletionStage<HttpReply> converseStream(Call call) {
    return chat(call, "ConverseStream").thenApply(EventStream::converse);
  }

  private CompletionStage<Answered> chat(Call call, String operation) {
    if (TitanEmbedding.answers(call.model())) {
      throw AwsError.validation(
          "This action doesn't support the model that you provided. Try again with a supported text or chat model");
    }
    ChatPrompt prompt = ConverseProtocol.prompt(call.model(), call.body());
    return calls.chat(call, operation, prompt, CallOptions.ofConverse(call.body()));
  }

  private CompletionStage<HttpReply> invoke(Call call) {
    if (TitanEmbedding.answers(call.model())) {
      return embed(call);
    }
    NativeBody family = NativeBody.of(call.model());
    return nativeChat(call, "InvokeModel", family)
        .thenApply(
            answered -> {
              HttpReply reply =
                  metered(
                      json(withAction(family.reply(answered), answered)),
                      answered.answer().usage(),
                      answered.latencyMillis());
              return family.countsCache()
                  ? reply
                      .with("x-amzn-bedrock-cache-read-input-token-count", "0")
                      .with("x-amzn-bedrock-cache-write-input-token-count", "0")
                  : reply;
            });
  }

  private CompletionStage<HttpReply> invokeStream(Call call) {
    NativeBody family = NativeBody.of(call.model());
    return nativeChat(call, "InvokeModelWithResponseStream", family)
        .thenApply(
            answered -> {
              List<ObjectNode> chunks = family.chunks(answered);
              ObjectNode last = withAction(chunks.get(chunks.size() - 1), answered);
              ObjectNode metrics =
                  last.putObject("amazon-bedrock-invocationMetrics")
                      .put("inputTokenCount", answered.answer().usage().inputTokens())
                      .put("outputTokenCount", answered.answer().usage().outputTokens())
                      .put("invocationLatency", answered.latencyMillis())
                      .put("firstByteLatency", answered.latencyMillis());
              if (family.countsCache()) {
                metrics.put("cacheReadInputTokenCount", 0).put("cacheWriteInputTokenCount", 0);
              }
              return EventStream.chunks(chunks);
            });
  }

  private CompletionStage<Answered> nativeChat(Call call, String operation, NativeBody family) {
    ChatPrompt prompt = family.prompt(call.model(), call.body());
    return calls.chat(call, operation, prompt, CallOptions.ofHeaders(call.http()));
  }

  private CompletionStage<HttpReply> embed(Call call) {
    calls.model(call.model());
    TitanEmbedding embedding = TitanEmbedding.of(call.model(), call.body());
    TokenUsage usage = new TokenUsage(embedding.tokens(), 0);
    HttpReply reply = json(embedding.reply());
    return calls
        .embed(call, usage, CallOptions.ofHeaders(call.http()))
        .thenApply(millis -> metered(reply, usage, millis));
  }

  private CompletionStage<HttpReply> countTokens(Call call) {
    calls.model(call.model());
    JsonNode converse = call.body().path("input").path("converse");
    JsonNode invoke = call.body().path("input").path("invokeModel");
    if (converse.isObject() == invoke.isObject()) {
      throw AwsError.validation(
          "The input must set one of the following keys: converse, invokeModel");
    }
    long tokens =
        converse.isObject()
            ? ConverseProtocol.prompt(call.model(), converse).inputTokens()
            : nativeTokens(call.model(), RequestBody.base64(invoke.path("body").asText()));
    return json(JsonNodeFactory.instance.objectNode().put("inputTokens", tokens)).done();
  }

  private static long nativeTokens(String model, JsonNode body) {
    return TitanEmbedding.answers(model)
        ? TitanEmbedding.of(model, body).tokens()
        : NativeBody.of(model).prompt(model, body).inputTokens();
  }

  private CompletionStage<HttpReply> applyGuardrail(Call call) {
    Guardrail guardrail = calls.guardrail(call.http().parameter("guardrail"));
    return json(guardrail.assess(call.body())).done();
  }

  private static ObjectNode withAction(ObjectNode body, Answered answered) {
    if (answered.answer().stop() == StopReason.GUARDRAIL_INTERVENED) {
      body.put("amazon-bedrock-guardrailAction", "INTERVENED");
    }
    return body;
  }

  private static HttpReply metered(HttpReply reply, TokenUsage usage, long millis) {
    return reply
        .with("x-amzn-bedrock-input-token-count", String.valueOf(usage.inputTokens()))
        .with("x-amzn-bedrock-output-token-count", String.valueOf(usage.outputTokens()))
        .with("x-amzn-bedrock-invocation-latency", String.valueOf(millis));
  }

  private static HttpReply json(JsonNode body) {
    return HttpReply.of(200, "application/json", body.toString().getBytes(UTF_8));
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
