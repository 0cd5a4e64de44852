package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The way in over HTTP: who you are is in the key, what you want in the path, what happened in the
 * body.
 */
public final class Gateway implements AutoCloseable {

  private final KafkaPublisher publisher;
  private final PredictionFollower follower;
  private final HttpServer server;

  private Gateway(KafkaPublisher publisher, PredictionFollower follower, HttpServer server) {
    this.publisher = publisher;
    this.follower = follower;
    this.server = server;
  }

  /**
   * Opens the gateway.
   *
   * @param specs the spec of a pipeline
   * @param ready whether the topology behind it works
   */
  public static Gateway open(
      Connections connections,
      ApiKeys keys,
      Function<String, Optional<PipelineSpec>> specs,
      BooleanSupplier ready) {
    KafkaPublisher publisher = new KafkaPublisher(connections.kafka(), connections.registry());
    AwaitedPredictions predictions = new AwaitedPredictions();
    PredictionFollower follower =
        new PredictionFollower(connections.kafka(), connections.registry(), predictions::arrived);
    GatewayParts parts =
        new GatewayParts(
            keys, specs, publisher, InstantSource.system(), () -> UUID.randomUUID().toString());
    HttpServer server =
        HttpServer.start("gateway", connections.listener(), routes(parts, predictions, ready));
    return new Gateway(publisher, follower, server);
  }

  /** Where the gateway listens and whom it talks to. */
  public record Connections(
      HttpListener listener, KafkaConnection kafka, SchemaRegistry registry) {}

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    follower.close();
    publisher.close();
  }

  static Routes routes(GatewayParts parts, AwaitedPredictions predictions, BooleanSupplier ready) {
    EventsEndpoint events = new EventsEndpoint(parts, predictions);
    FeedbackEndpoint feedback = new FeedbackEndpoint(parts);
    return new Routes()
        .on("POST", "/v1/pipelines/{pipeline}/events", authenticated(parts.keys(), events::answer))
        .on(
            "POST",
            "/v1/pipelines/{pipeline}/feedback",
            authenticated(parts.keys(), feedback::answer))
        .on("GET", "/healthz", call -> text(200, "alive"))
        .on(
            "GET",
            "/readyz",
            call -> ready.getAsBoolean() ? text(200, "ready") : text(503, "starting"))
        .on(
            "GET",
            "/openapi.json",
            call -> HttpReply.of(200, "application/json", openApi()).done());
  }

  private static Endpoint authenticated(
      ApiKeys keys, BiFunction<String, HttpCall, CompletionStage<HttpReply>> endpoint) {
    return call ->
        keys.tenant(call.header("Authorization"))
            .map(tenant -> endpoint.apply(tenant, call))
            .orElseGet(
                () ->
                    new Problem(
                            401,
                            "UNAUTHENTICATED",
                            "send a valid API key: Authorization: Bearer KEY")
                        .reply()
                        .with("WWW-Authenticate", "Bearer")
                        .done());
  }

  private static CompletionStage<HttpReply> text(int status, String text) {
    return HttpReply.of(status, "text/plain", text.getBytes(StandardCharsets.UTF_8)).done();
  }

  private static byte[] openApi() {
    try (InputStream stream = Gateway.class.getResourceAsStream("openapi.json")) {
      if (stream == null) {
        throw new AssertionError("openapi.json is missing in the jar");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
