package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The operations of Bedrock Runtime.
 *
 * <p><i>Shape</i>: a call is checked, held against its quota, answered by a model, delayed as
 * configured, written to the meter, and only then replied to.
 *
 * <p><i>Source</i>: service model bedrock-runtime 2023-09-30 of the AWS SDK.
 */
public final class RuntimeApi {

  private static final String REQUEST_ID = "x-amzn-RequestId";

  @FunctionalInterface
  private interface Operation {
    CompletionStage<HttpReply> answer(Call call);
  }

  private final Backend backend;
  private final ModelCalls calls;
  private final Delivery delivery;
  private final InvocationLog meter;
  private final Conditions conditions;

  public RuntimeApi(Backend backend, InvocationLog meter, Conditions conditions, Pace pace) {
    this.backend = backend;
    this.calls = new ModelCalls(backend, new Metered(meter, conditions, pace));
    this.delivery = new Delivery(pace);
    this.meter = meter;
    this.conditions = conditions;
  }

  /** The operations; meter, quotas and faults under {@code /_millrace}. */
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
        .on("GET", "/_millrace/quotas", call -> json(conditions.quotas().json()).done())
        .on("GET", "/_millrace/faults", call -> json(conditions.faults()).done())
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
    return chat(call, ModelOperation.CONVERSE)
        .thenCompose(
            answered -> {
              ObjectNode reply =
                  ConverseProtocol.reply(answered.answer(), answered.latencyMillis(), call.body());
              return delivery.whole(Rewriting.apply(reply, answered.fault()), answered.fault());
            });
  }

  private CompletionStage<HttpReply> converseStream(Call call) {
    return chat(call, ModelOperation.CONVERSE_STREAM)
        .thenCompose(
            answered -> {
              List<EventStream.Event> events = EventStream.converse(answered);
              events.forEach(event -> Rewriting.apply(event.payload(), answered.fault()));
              return delivery.stream(events, 1, answered);
            });
  }

  private CompletionStage<Answered> chat(Call call, ModelOperation operation) {
    if (EmbeddingBody.answers(call.model())) {
      throw AwsError.validation(
          "This action doesn't support the model that you provided. Try again with a supported text or chat model");
    }
    ChatPrompt prompt = ConverseProtocol.prompt(call.model(), call.body(), limit(call));
    return calls.chat(call, operation, prompt, CallOptions.ofConverse(call.body()));
  }

  private CompletionStage<HttpReply> invoke(Call call) {
    if (EmbeddingBody.answers(call.model())) {
      return embed(call);
    }
    NativeBody family = NativeBody.of(call.model());
    return nativeChat(call, ModelOperation.INVOKE_MODEL, family)
        .thenCompose(
            answered -> {
              ObjectNode body = withAction(family.reply(answered), answered);
              Counts counts =
                  new Counts(answered.answer().usage(), answered.latencyMillis(), answered.fault());
              return delivery
                  .whole(Rewriting.apply(body, answered.fault()), answered.fault())
                  .thenApply(reply -> counts.on(reply))
                  .thenApply(reply -> family.countsCache() ? counts.onCache(reply) : reply);
            });
  }

  private CompletionStage<HttpReply> invokeStream(Call call) {
    NativeBody family = NativeBody.of(call.model());
    return nativeChat(call, ModelOperation.INVOKE_MODEL_STREAM, family)
        .thenCompose(
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
              chunks.forEach(chunk -> Rewriting.apply(chunk, answered.fault()));
              return delivery.stream(
                      EventStream.chunks(chunks), family.chunksBeforeText(), answered)
                  .thenApply(
                      reply -> reply.with("x-amzn-bedrock-content-type", "application/json"));
            });
  }

  private CompletionStage<Answered> nativeChat(
      Call call, ModelOperation operation, NativeBody family) {
    ChatPrompt prompt = family.prompt(call.model(), call.body(), limit(call));
    return calls.chat(call, operation, prompt, CallOptions.ofHeaders(call.http()));
  }

  private CompletionStage<HttpReply> embed(Call call) {
    backend.model(call.model());
    EmbeddingBody embedding = EmbeddingBody.of(call.model(), call.body());
    ObjectNode reply = embedding.reply();
    return calls
        .embed(call, embedding, CallOptions.ofHeaders(call.http()))
        .thenCompose(
            done -> {
              Counts counts = new Counts(done.answer().usage(), done.latencyMillis(), done.fault());
              return delivery
                  .whole(Rewriting.apply(reply, done.fault()), done.fault())
                  .thenApply(counts::on);
            });
  }

  private CompletionStage<HttpReply> countTokens(Call call) {
    backend.model(call.model());
    JsonNode converse = call.body().path("input").path("converse");
    JsonNode invoke = call.body().path("input").path("invokeModel");
    if (converse.isObject() == invoke.isObject()) {
      throw AwsError.validation(
          "The input must set one of the following keys: converse, invokeModel");
    }
    long tokens =
        converse.isObject()
            ? ConverseProtocol.prompt(call.model(), converse, limit(call)).inputTokens()
            : nativeTokens(call, RequestBody.base64(invoke.path("body").asText()));
    return json(JsonNodeFactory.instance.objectNode().put("inputTokens", tokens)).done();
  }

  private long nativeTokens(Call call, JsonNode body) {
    String model = call.model();
    return EmbeddingBody.answers(model)
        ? EmbeddingBody.of(model, body).tokens()
        : NativeBody.of(model).prompt(model, body, limit(call)).inputTokens();
  }

  private OutputLimit limit(Call call) {
    return new OutputLimit(conditions.maxTokens(call.model()));
  }

  private CompletionStage<HttpReply> applyGuardrail(Call call) {
    GuardrailChoice choice =
        new GuardrailChoice(call.http().parameter("guardrail"), call.http().parameter("version"));
    Guardrail guardrail = backend.guardrail(choice).orElseThrow(AwsError::noGuardrail);
    return json(GuardrailProtocol.assess(guardrail, call.body())).done();
  }

  private static ObjectNode withAction(ObjectNode body, Answered answered) {
    if (answered.answer().stop() == StopReason.GUARDRAIL_INTERVENED) {
      body.put("amazon-bedrock-guardrailAction", "INTERVENED");
    }
    return body;
  }

  private static HttpReply json(JsonNode body) {
    return HttpReply.of(200, "application/json", body.toString().getBytes(UTF_8));
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
