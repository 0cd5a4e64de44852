package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Map;
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

  private final Backend backend;
  private final WholeAnswers answers;
  private final Delivery delivery;
  private final InvocationLog meter;
  private final Conditions conditions;

  public RuntimeApi(Backend backend, InvocationLog meter, Conditions conditions, Pace pace) {
    this.backend = backend;
    this.answers = new WholeAnswers(backend, conditions, new Metered(meter, conditions, pace));
    this.delivery = new Delivery(pace);
    this.meter = meter;
    this.conditions = conditions;
  }

  /** Adds the operations; meter, quotas and faults under {@code /_millrace}. */
  public Routes addTo(Routes routes) {
    return routes
        .on("POST", "/model/{model}/converse", SignedCalls.withBody(this::converse))
        .on("POST", "/model/{model}/converse-stream", SignedCalls.withBody(this::converseStream))
        .on("POST", "/model/{model}/invoke", SignedCalls.withBody(this::invoke))
        .on(
            "POST",
            "/model/{model}/invoke-with-response-stream",
            SignedCalls.withBody(this::invokeStream))
        .on("POST", "/model/{model}/count-tokens", SignedCalls.withBody(this::countTokens))
        .on(
            "POST",
            "/guardrail/{guardrail}/version/{version}/apply",
            SignedCalls.withBody(this::applyGuardrail))
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

  private Target target(Call call) {
    return backend.target(call.id(), call.http().parameter("model"));
  }

  private CompletionStage<HttpReply> converse(Call call) {
    return answers
        .converse(target(call), call.body())
        .thenCompose(answer -> delivery.whole(answer.body(), answer.fault()));
  }

  private CompletionStage<HttpReply> converseStream(Call call) {
    return answers
        .chat(target(call), call.body(), ModelOperation.CONVERSE_STREAM)
        .thenCompose(
            answered -> {
              List<EventStream.Event> events = EventStream.converse(answered);
              events.forEach(event -> Rewriting.apply(event.payload(), answered.fault()));
              return delivery.stream(events, 1, answered);
            });
  }

  private CompletionStage<HttpReply> invoke(Call call) {
    return answers
        .invoke(target(call), call.body(), CallOptions.ofHeaders(call.http()))
        .thenCompose(
            answer -> {
              Counts counts = new Counts(answer.usage(), answer.latencyMillis(), answer.fault());
              return delivery
                  .whole(answer.body(), answer.fault())
                  .thenApply(reply -> counts.on(reply))
                  .thenApply(reply -> answer.countsCache() ? counts.onCache(reply) : reply);
            });
  }

  private CompletionStage<HttpReply> invokeStream(Call call) {
    Target target = target(call);
    NativeBody family = NativeBody.of(target.model());
    return answers
        .nativeChat(
            target,
            call.body(),
            ModelOperation.INVOKE_MODEL_STREAM,
            CallOptions.ofHeaders(call.http()))
        .thenCompose(
            answered -> {
              List<ObjectNode> chunks = family.chunks(answered);
              ObjectNode last = WholeAnswers.withAction(chunks.get(chunks.size() - 1), answered);
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

  private CompletionStage<HttpReply> countTokens(Call call) {
    String model = target(call).model();
    backend.model(model);
    JsonNode converse = call.body().path("input").path("converse");
    JsonNode invoke = call.body().path("input").path("invokeModel");
    if (converse.isObject() == invoke.isObject()) {
      throw AwsError.validation(
          "The input must set one of the following keys: converse, invokeModel");
    }
    long tokens =
        converse.isObject()
            ? ConverseProtocol.prompt(model, converse, limit(model)).inputTokens()
            : nativeTokens(model, RequestBody.base64(invoke.path("body").asText()));
    return json(JsonNodeFactory.instance.objectNode().put("inputTokens", tokens)).done();
  }

  private long nativeTokens(String model, JsonNode body) {
    return EmbeddingBody.answers(model)
        ? EmbeddingBody.of(model, body).tokens()
        : NativeBody.of(model).prompt(model, body, limit(model)).inputTokens();
  }

  private OutputLimit limit(String model) {
    return new OutputLimit(conditions.maxTokens(model));
  }

  private CompletionStage<HttpReply> applyGuardrail(Call call) {
    GuardrailChoice choice =
        new GuardrailChoice(call.http().parameter("guardrail"), call.http().parameter("version"));
    Guardrail guardrail = backend.guardrail(choice).orElseThrow(AwsError::noGuardrail);
    return json(GuardrailProtocol.assess(guardrail, call.body())).done();
  }

  private static HttpReply json(JsonNode body) {
    return SignedCalls.json(200, body);
  }
}
