package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.domain.CallResult;
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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that answers as it is told, and the client as it is. */
final class BedrockStand implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final ModelInput CHAT =
      new ModelInput.Chat(Optional.of("Be short."), "Hello?", 16, OptionalDouble.of(0));
  static final ModelInput EMBEDDING = new ModelInput.Embedding("Hello?");
  static final GuardrailId GUARDRAIL = new GuardrailId("g1", "2");

  private static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"bil"},{"text":"ling"}]}},
       "stopReason":"end_turn",
       "usage":{"inputTokens":11,"outputTokens":2,"totalTokens":38,"cacheReadInputTokens":5,
                "cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"1h","inputTokens":8}]},
       "metrics":{"latencyMs":42},"serviceTier":{"type":"flex"}}
      """;

  private final List<HttpCall> seen = new CopyOnWriteArrayList<>();
  private final HttpServer server =
      HttpServer.start(
          "bedrock-test",
          HttpListener.loopback(0, "test.port", 1 << 20),
          new Routes()
              .on("POST", "/model/{model}/converse", this::answered)
              .on("POST", "/model/{model}/invoke", this::answered)
              .on("POST", "/guardrail/{guardrail}/version/{version}/apply", this::assessed));
  private final BedrockModels models = open(PATIENCE);
  private volatile CompletionStage<HttpReply> reply = ok(ANSWER);
  private volatile CompletionStage<HttpReply> assessment = ok("{}");

  /** Forgets what it was told and what it has seen. */
  void begin() {
    seen.clear();
    reply = ok(ANSWER);
    assessment = ok("{}");
  }

  /** What models reply from now on. */
  void reply(CompletionStage<HttpReply> reply) {
    this.reply = reply;
  }

  /** What guardrails reply from now on. */
  void assess(CompletionStage<HttpReply> assessment) {
    this.assessment = assessment;
  }

  /** The requests that came, in their order. */
  List<HttpCall> seen() {
    return seen;
  }

  URI address() {
    return server.address();
  }

  /** Another client of it. */
  BedrockModels open(Duration timeout) {
    return open(timeout, address());
  }

  static BedrockModels open(Duration timeout, URI address) {
    return BedrockModels.open(AwsConnection.local(address), new BedrockClients.Bounds(4, timeout));
  }

  CallResult call(ModelInput input) {
    return call(models, input);
  }

  CallResult call(ModelInput input, GuardrailId guardrail) {
    return begin(models, input, Optional.of(guardrail)).join();
  }

  static CallResult call(BedrockModels models, ModelInput input) {
    return begin(models, input, Optional.empty()).join();
  }

  static CompletableFuture<CallResult> begin(
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

  CallResult embed(String model, String... texts) {
    return models
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

  @Override
  public void close() {
    models.close();
    server.close();
  }

  static CompletionStage<HttpReply> ok(String body) {
    return HttpReply.of(200, "application/json", body.getBytes(UTF_8))
        .with("x-amzn-RequestId", "endpoint-1")
        .done();
  }

  static CompletionStage<HttpReply> error(int status, String type, String message) {
    return HttpReply.of(
            status, "application/json", ("{\"message\":\"" + message + "\"}").getBytes(UTF_8))
        .with("x-amzn-ErrorType", type)
        .done();
  }

  private CompletionStage<HttpReply> answered(HttpCall call) {
    seen.add(call);
    return reply;
  }

  private CompletionStage<HttpReply> assessed(HttpCall call) {
    seen.add(call);
    return assessment;
  }
}
