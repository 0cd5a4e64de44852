package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.predictions.Outlets;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.record.Role;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What the gateway answers; openapi.json describes the same. */
final class GatewayRoutes {

  private static final Set<Role> ANY_ROLE = Set.of(Role.values());

  private GatewayRoutes() {}

  static List<Operation> of(
      GatewayParts parts, Outlets outlets, Reports reports, BooleanSupplier ready) {
    StatusEndpoint status =
        new StatusEndpoint(reports.standing().status(), reports.standing().streams(), parts);
    CatalogueEndpoint catalogue = new CatalogueEndpoint(reports.standing().pipelines());
    EventsEndpoint events = new EventsEndpoint(parts, outlets.endings());
    FeedbackEndpoint feedback = new FeedbackEndpoint(parts);
    PredictionEndpoint prediction = new PredictionEndpoint(outlets.endings(), parts.outage());
    StreamEndpoint stream = new StreamEndpoint(parts, outlets.streams());
    BudgetsEndpoint budgets = new BudgetsEndpoint(reports.spending());
    CostsEndpoint costs = new CostsEndpoint(parts, reports.spending());
    DriftEndpoint drift = new DriftEndpoint(parts, reports.quality());
    ModelsEndpoint models = new ModelsEndpoint(reports.models());
    MetersEndpoint meters = new MetersEndpoint(Meters.ofProcess(), reports.models().tenants());
    return List.of(
        Operation.ofTenant(
            "POST",
            "/v1/pipelines/{pipeline}/events",
            // Who waits reads a prediction.
            Query.of("wait", "lane", "id", "key", "idPointer", "keyPointer")
                .needing(Role.CONSUME, "wait"),
            Set.of(Role.PRODUCE),
            parts.decoding().before(events::answer)),
        Operation.ofTenant(
            "POST",
            "/v1/pipelines/{pipeline}/feedback",
            Query.NONE,
            Set.of(Role.PRODUCE, Role.CONSUME),
            parts.decoding().before(feedback::answer)),
        Operation.ofTenant(
            "GET",
            "/v1/pipelines/{pipeline}/predictions",
            Query.of("from", "after", "outcome", "chunks"),
            Set.of(Role.CONSUME),
            stream::answer),
        Operation.ofTenant(
            "GET",
            "/v1/predictions/{requestId}",
            Query.of("wait"),
            Set.of(Role.CONSUME),
            prediction::answer),
        Operation.ofTenant(
            "GET",
            "/v1/budgets",
            Query.of("pipeline"),
            Set.of(Role.OPERATE, Role.CONSUME),
            budgets::answer),
        Operation.ofTenant(
            "GET",
            "/v1/costs",
            Query.of("pipeline", "model", "by", "window", "from", "to", "limit"),
            Set.of(Role.OPERATE, Role.CONSUME),
            costs::answer),
        Operation.ofTenant(
            "GET",
            "/v1/drift",
            Query.of("pipeline", "verdict", "from", "to", "limit"),
            Set.of(Role.OPERATE, Role.CONSUME),
            drift::answer),
        Operation.ofTenant(
            "GET",
            "/v1/models",
            Query.of("pipeline"),
            Set.of(Role.OPERATE, Role.CONSUME),
            models::answer),
        new Operation.Keyed(
            "GET", "/v1/key", Query.NONE, ANY_ROLE, (caller, call) -> KeyEndpoint.answer(caller)),
        Operation.ofTenant(
            "GET",
            "/v1/pipelines",
            Query.NONE,
            Set.of(Role.OPERATE, Role.CONSUME),
            (tenant, call) -> catalogue.pipelines()),
        Operation.ofTenant(
            "GET",
            "/v1/topics",
            Query.NONE,
            Set.of(Role.OPERATE, Role.CONSUME),
            (tenant, call) -> catalogue.topics()),
        Operation.ofTenant(
            "GET",
            "/v1/status",
            Query.NONE,
            Set.of(Role.OPERATE),
            (tenant, call) -> status.answer()),
        new Operation.Keyed(
            "GET", "/v1/status/events", Query.NONE, Set.of(Role.OPERATE), status::events),
        Operation.ofTenant(
            "GET",
            "/metrics",
            Query.NONE,
            Set.of(Role.OPERATE),
            (tenant, call) -> meters.answer(tenant)),
        new Operation.Open("GET", "/healthz", call -> text(200, "alive")),
        new Operation.Open(
            "GET",
            "/readyz",
            call -> ready.getAsBoolean() ? text(200, "ready") : text(503, "starting")));
  }

  /**
   * Where all of it is described.
   *
   * @param parts those of additions
   */
  static Operation description(List<String> parts) {
    byte[] description = Description.of(parts);
    return new Operation.Open(
        "GET", "/openapi.json", call -> HttpReply.of(200, EventBodies.JSON, description).done());
  }

  static Routes routes(List<Operation> operations, GatewayParts parts) {
    Routes routes = new Routes();
    for (Operation one : operations) {
      if (one instanceof Operation.Open open) {
        routes.on(open.method(), open.path(), call -> answer(open, call));
      } else if (one instanceof Operation.Keyed keyed) {
        routes.gated(keyed.method(), keyed.path(), new TenantGate(parts, keyed));
      } else {
        throw new AssertionError(one);
      }
    }
    return routes;
  }

  private static CompletionStage<HttpReply> answer(Operation.Open open, HttpCall call) {
    return open.query()
        .objection(call.query())
        .map(problem -> problem.reply().done())
        .orElseGet(() -> open.endpoint().answer(call));
  }

  private static CompletionStage<HttpReply> text(int status, String text) {
    return HttpReply.of(status, "text/plain", text.getBytes(UTF_8)).done();
  }
}
