package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.predictions.Outlets;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** What the gateway answers; openapi.json describes the same. */
final class GatewayRoutes {

  /** One method of one path. */
  record Operation(String method, String path, Endpoint endpoint) {}

  private GatewayRoutes() {}

  static List<Operation> of(GatewayParts parts, Outlets outlets, BooleanSupplier ready) {
    EventsEndpoint events = new EventsEndpoint(parts, outlets.endings());
    FeedbackEndpoint feedback = new FeedbackEndpoint(parts);
    PredictionEndpoint prediction = new PredictionEndpoint(outlets.endings(), parts.outage());
    StreamEndpoint stream = new StreamEndpoint(parts, outlets.streams());
    byte[] description = description();
    return List.of(
        new Operation(
            "POST",
            "/v1/pipelines/{pipeline}/events",
            authenticated(parts.keys(), parts.decoding().before(events::answer))),
        new Operation(
            "POST",
            "/v1/pipelines/{pipeline}/feedback",
            authenticated(parts.keys(), parts.decoding().before(feedback::answer))),
        new Operation(
            "GET",
            "/v1/pipelines/{pipeline}/predictions",
            authenticated(parts.keys(), stream::answer)),
        new Operation(
            "GET", "/v1/predictions/{requestId}", authenticated(parts.keys(), prediction::answer)),
        new Operation("GET", "/healthz", call -> text(200, "alive")),
        new Operation(
            "GET",
            "/readyz",
            call -> ready.getAsBoolean() ? text(200, "ready") : text(503, "starting")),
        new Operation(
            "GET",
            "/openapi.json",
            call -> HttpReply.of(200, EventBodies.JSON, description).done()));
  }

  static Routes routes(List<Operation> operations) {
    Routes routes = new Routes();
    operations.forEach(one -> routes.on(one.method(), one.path(), one.endpoint()));
    return routes;
  }

  private static Endpoint authenticated(
      ApiKeys keys, BiFunction<String, HttpCall, CompletionStage<HttpReply>> endpoint) {
    return call ->
        keys.tenant(call.header("Authorization"))
            .map(tenant -> endpoint.apply(tenant, call))
            .orElseGet(() -> stranger().done());
  }

  private static HttpReply stranger() {
    return new Problem(
            401, "UNAUTHENTICATED", "the API key is missing or unknown: Authorization: Bearer KEY")
        .reply()
        .with("WWW-Authenticate", "Bearer");
  }

  private static CompletionStage<HttpReply> text(int status, String text) {
    return HttpReply.of(status, "text/plain", text.getBytes(UTF_8)).done();
  }

  private static byte[] description() {
    try (InputStream stream = GatewayRoutes.class.getResourceAsStream("openapi.json")) {
      if (stream == null) {
        throw new AssertionError("openapi.json is missing in the jar");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json cannot be read from the jar", e);
    }
  }
}
