package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.meter.Invocation;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.HashedEmbedding;
import dev.millrace.bedrock.model.Tokens;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The operations of Bedrock Runtime.
 *
 * <p><i>Shape</i>: a call is checked, answered by a model, delayed as configured, written to the
 * meter, and only then replied to.
 *
 * <p><i>Source</i>: service model bedrock-runtime 2023-09-30 of the AWS SDK.
 */
public final class RuntimeApi {

  private static final List<Integer> TITAN_DIMENSIONS = List.of(1024, 512, 256);

  private final Function<String, Optional<ChatModel>> models;
  private final Map<String, Guardrail> guardrails;
  private final InvocationLog meter;
  private final Delay delay;
  private final Identity identity;

  /**
   * How long a call takes at least.
   *
   * @param of time by model id
   * @param executor runs what is due after a time, without a thread waiting for it
   */
  public record Delay(Function<String, Duration> of, Function<Duration, Executor> executor) {}

  /** Where times and ids of calls come from. */
  public record Identity(InstantSource clock, Supplier<String> ids) {}

  /**
   * An endpoint.
   *
   * @param models the model behind an id; empty where the id is none
   */
  public RuntimeApi(
      Function<String, Optional<ChatModel>> models,
      Map<String, Guardrail> guardrails,
      InvocationLog meter,
      Delay delay,
      Identity identity) {
    this.models = models;
    this.guardrails = Map.copyOf(guardrails);
    this.meter = meter;
    this.delay = delay;
    this.identity = identity;
  }

  /** The operations, and the meter under {@code /_millrace}. */
  public Routes routes() {
    return new Routes()
        .errorsAs(
            problem ->
                new AwsError(
                        problem.status(),
                        problem.status() == 404
                            ? "UnknownOperationException"
                            : problem.status() < 500
                                ? "ValidationException"
                                : "InternalServerException",
                        problem.detail())
                    .reply())
        .on("POST", "/model/{model}/converse", call -> signed(call, this::converse))
        .on("POST", "/model/{model}/converse-stream", call -> signed(call, this::converseStream))
        .on("POST", "/model/{model}/invoke", call -> signed(call, this::invoke))
        .on(
            "POST",
            "/model/{model}/invoke-with-response-stream",
            call -> signed(call, this::invokeStream))
        .on("POST", "/model/{model}/count-tokens", call -> signed(call, this::countTokens))
        .on(
            "POST",
            "/guardrail/{guardrail}/version/{version}/apply",
            call -> signed(call, this::applyGuardrail))
        .on("GET", "/_millrace/meter", call -> json(meter.totals()).done())
        .on(
            "GET",
            "/_millrace/invocations",
            call -> HttpReply.of(200, "application/x-ndjson", meter.lines()).done());
  }

  private CompletionStage<HttpReply> signed(
      HttpCall call, BiFunction<HttpCall, JsonNode, CompletionStage<HttpReply>> operation) {
    String id = identity.ids().get();
    CompletionStage<HttpReply> reply;
    try {
      Signatures.require(call);
      reply = operation.apply(tagged(call, id), RequestBody.json(call));
    } catch (AwsError e) {
      reply = e.reply().done();
    }
    return reply
        .exceptionally(
            e ->
                AwsError.model(
                        "The model behind "
                            + call.parameter("model")
                            + " failed: "
                            + rootMessage(e))
                    .reply())
        .thenApply(done -> done.with("x-amzn-RequestId", id));
  }

  private CompletionStage<HttpReply> converse(HttpCall call, JsonNode body) {
    return chat(call, "Converse", ConverseProtocol.prompt(call.parameter("model"), body), body)
        .thenApply(
            answered -> json(ConverseProtocol.reply(answered.answer(), answered.millis(), body)));
  }

  private CompletionStage<HttpReply> converseStream(HttpCall call, JsonNode body) {
    return chat(
            call, "ConverseStream", ConverseProtocol.prompt(call.parameter("model"), body), body)
        .thenApply(answered -> EventStream.converse(answered.answer(), answered.millis()));
  }

  private CompletionStage<HttpReply> invoke(HttpCall call, JsonNode body) {
    String model = call.parameter("model");
    if (model.contains("titan-embed")) {
      return embed(call, body);
    }
    NativeProtocol protocol = NativeProtocol.of(model);
    return chat(call, "InvokeModel", protocol.prompt(model, body), RequestBody.headerMetadata(call))
        .thenApply(answered -> counted(json(protocol.reply(answered.answer())), answered));
  }

  private CompletionStage<HttpReply> invokeStream(HttpCall call, JsonNode body) {
    String model = call.parameter("model");
    NativeProtocol protocol = NativeProtocol.of(model);
    return chat(
            call,
            "InvokeModelWithResponseStream",
            protocol.prompt(model, body),
            RequestBody.headerMetadata(call))
        .thenApply(
            answered -> {
              List<JsonNode> chunks = new ArrayList<>(protocol.chunks(answered.answer()));
              ObjectNode last = ((ObjectNode) chunks.get(chunks.size() - 1)).deepCopy();
              last.putObject("amazon-bedrock-invocationMetrics")
                  .put("inputTokenCount", answered.answer().inputTokens())
                  .put("outputTokenCount", answered.answer().outputTokens())
                  .put("invocationLatency", answered.millis())
                  .put("firstByteLatency", answered.millis());
              chunks.set(chunks.size() - 1, last);
              return EventStream.chunks(chunks);
            });
  }

  private CompletionStage<HttpReply> embed(HttpCall call, JsonNode body) {
    String text = body.path("inputText").asText();
    int dimensions = body.path("dimensions").asInt(TITAN_DIMENSIONS.get(0));
    if (text.isEmpty()) {
      throw AwsError.validation(
          "Malformed input request: #/inputText: expected minLength: 1, actual: 0, please reformat your input and try again.");
    }
    if (!TITAN_DIMENSIONS.contains(dimensions)) {
      throw AwsError.validation(
          "Malformed input request: #/dimensions: "
              + dimensions
              + " is not a valid enum value, please reformat your input and try again.");
    }
    ChatAnswer counts = new ChatAnswer("", "end_turn", Tokens.count(text), 0);
    return answered(
            call,
            "InvokeModel",
            RequestBody.headerMetadata(call),
            CompletableFuture.completedFuture(counts))
        .thenApply(
            done -> {
              ObjectNode reply = JsonNodeFactory.instance.objectNode();
              var vector = reply.putArray("embedding");
              for (float value : HashedEmbedding.of(text, dimensions)) {
                vector.add(value);
              }
              reply.put("inputTextTokenCount", counts.inputTokens());
              return counted(json(reply), done);
            });
  }

  private CompletionStage<HttpReply> countTokens(HttpCall call, JsonNode body) {
    String model = call.parameter("model");
    JsonNode converse = body.path("input").path("converse");
    JsonNode invoke = body.path("input").path("invokeModel");
    model(model);
    ChatPrompt prompt =
        converse.isObject()
            ? ConverseProtocol.prompt(model, converse)
            : NativeProtocol.of(model)
                .prompt(model, RequestBody.base64(invoke.path("body").asText()));
    return json(JsonNodeFactory.instance.objectNode().put("inputTokens", prompt.inputTokens()))
        .done();
  }

  private CompletionStage<HttpReply> applyGuardrail(HttpCall call, JsonNode body) {
    Guardrail guardrail = guardrail(call.parameter("guardrail"));
    List<String> texts = new ArrayList<>();
    body.path("content").forEach(part -> texts.add(part.path("text").path("text").asText()));
    return json(guardrail.assess(texts)).done();
  }

  /** An answer, and how long it took. */
  private record Answered(ChatAnswer answer, long millis) {}

  private CompletionStage<Answered> chat(
      HttpCall call, String operation, ChatPrompt prompt, JsonNode configuration) {
    ChatModel model = model(prompt.modelId());
    JsonNode guard = configuration.path("guardrailConfig").path("guardrailIdentifier");
    Optional<String> refusal =
        guard.isTextual() ? guardrail(guard.asText()).refusal(prompt.question()) : Optional.empty();
    CompletionStage<ChatAnswer> answer =
        refusal
            .<CompletionStage<ChatAnswer>>map(
                text ->
                    CompletableFuture.completedFuture(
                        new ChatAnswer(text, "guardrail_intervened", 0, 0)))
            .orElseGet(() -> model.answer(prompt));
    return answered(call, operation, configuration, answer);
  }

  private CompletionStage<Answered> answered(
      HttpCall call, String operation, JsonNode configuration, CompletionStage<ChatAnswer> answer) {
    String model = call.parameter("model");
    Map<String, String> metadata = ConverseProtocol.metadata(configuration);
    long begun = identity.clock().millis();
    Duration wait = delay.of().apply(model);
    CompletionStage<ChatAnswer> due =
        wait.isZero()
            ? answer
            : answer.thenApplyAsync(Function.identity(), delay.executor().apply(wait));
    return due.thenApply(
        text -> {
          meter.add(
              new Invocation(
                  identity.clock().instant(),
                  call.parameter("_id"),
                  operation,
                  model,
                  text.inputTokens(),
                  text.outputTokens(),
                  metadata));
          return new Answered(text, identity.clock().millis() - begun);
        });
  }

  private ChatModel model(String id) {
    return models.apply(id).orElseThrow(AwsError::unknownModel);
  }

  private Guardrail guardrail(String id) {
    Guardrail guardrail = guardrails.get(id);
    if (guardrail == null) {
      throw new AwsError(404, "ResourceNotFoundException", "Could not find the guardrail " + id);
    }
    return guardrail;
  }

  private static HttpCall tagged(HttpCall call, String id) {
    Map<String, String> parameters = new java.util.HashMap<>(call.parameters());
    parameters.put("_id", id);
    return new HttpCall(
        call.method(), call.path(), parameters, call.query(), call.headers(), call.body());
  }

  private static HttpReply counted(HttpReply reply, Answered answered) {
    return reply
        .with("x-amzn-bedrock-input-token-count", String.valueOf(answered.answer().inputTokens()))
        .with("x-amzn-bedrock-output-token-count", String.valueOf(answered.answer().outputTokens()))
        .with("x-amzn-bedrock-invocation-latency", String.valueOf(answered.millis()));
  }

  private static HttpReply json(JsonNode body) {
    return HttpReply.of(200, "application/json", body.toString().getBytes(UTF_8));
  }

  private static String rootMessage(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof AwsError
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName();
  }
}
