package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static dev.millrace.ingestion.gateway.OpenApiAsks.answer;
import static dev.millrace.ingestion.gateway.OpenApiAsks.get;
import static dev.millrace.ingestion.gateway.OpenApiAsks.getWithout;
import static dev.millrace.ingestion.gateway.OpenApiAsks.others;
import static dev.millrace.ingestion.gateway.OpenApiAsks.post;
import static dev.millrace.ingestion.gateway.OpenApiAsks.postAsStranger;
import static dev.millrace.ingestion.gateway.OpenApiAsks.postInVain;
import static dev.millrace.ingestion.gateway.OpenApiAsks.postTooMuch;
import static dev.millrace.ingestion.gateway.OpenApiAsks.postTooSlowly;
import static dev.millrace.ingestion.gateway.OpenApiAsks.postWithout;
import static dev.millrace.ingestion.gateway.OpenApiAsks.stream;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.ingestion.gateway.quality.KnownQuality;
import dev.millrace.ingestion.gateway.spending.CostRecords;
import dev.millrace.ingestion.gateway.status.Standings;
import dev.millrace.record.Role;
import dev.millrace.schemas.RequestId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One way to each status of each operation. Whoever describes another in openapi.json adds a line
 * to {@link #ALL}; several lines for one status are welcome, where its bodies differ.
 */
final class OpenApiReplies {

  private static final String STREAM = "/v1/pipelines/letters/predictions";
  private static final String REQUEST = RequestId.of("acme", "letters", "7");
  private static final String PREDICTION = "/v1/predictions/" + REQUEST;
  private static final String BUDGETS = "/v1/budgets";
  private static final String COSTS = "/v1/costs";
  private static final String DRIFT = "/v1/drift";
  private static final String MODELS = "/v1/models";
  private static final String KEY = "/v1/key";
  private static final String PIPELINES = "/v1/pipelines";
  private static final String TOPICS = "/v1/topics";
  private static final String STATUS = "/v1/status";
  private static final String STATUS_EVENTS = "/v1/status/events";
  private static final String METRICS = "/metrics";
  private static final String LATIN = "application/json; charset=iso-8859-1";
  private static final String GIVEN = "{\"eventId\":\"7\",\"label\":\"a\"}";
  private static final String TOO_LARGE = "1\n".repeat(Lines.MAX_PARTS + 1);

  static final List<Way> ALL =
      List.of(
          way("publishEvents", 200, OpenApiReplies::publishWhatWasAnswered),
          way("publishEvents", 202, gateway -> post(gateway, EVENTS, JSON, "{}")),
          way("publishEvents", 202, gateway -> post(gateway, EVENTS, NDJSON, "{}\n{")),
          way("publishEvents", 400, gateway -> post(gateway, EVENTS, JSON, "{")),
          way("publishEvents", 400, gateway -> post(gateway, EVENTS, NDJSON, "{\n{")),
          way("publishEvents", 400, gateway -> post(gateway, EVENTS + "?wiat=1s", JSON, "{}")),
          way("publishEvents", 401, gateway -> postAsStranger(gateway, EVENTS)),
          way("publishEvents", 403, gateway -> postWithout(gateway, EVENTS, Role.CONSUME)),
          way("publishEvents", 403, OpenApiReplies::waitWithoutReading),
          way("publishEvents", 404, gateway -> post(gateway, others(EVENTS), JSON, "{}")),
          way("publishEvents", 408, gateway -> postTooSlowly(gateway, EVENTS)),
          way("publishEvents", 413, gateway -> post(gateway, EVENTS, NDJSON, TOO_LARGE)),
          way("publishEvents", 415, gateway -> post(gateway, EVENTS, "text/xml", "<a/>")),
          way("publishEvents", 415, gateway -> post(gateway, EVENTS, LATIN, "{}")),
          way("publishEvents", 422, OpenApiReplies::publishWhatIsSetAside),
          way("publishEvents", 429, gateway -> postTooMuch(gateway, EVENTS, "{}")),
          way("publishEvents", 503, gateway -> postInVain(gateway, EVENTS, "{}")),
          way("streamPredictions", 200, gateway -> stream(gateway, STREAM)),
          way("streamPredictions", 400, gateway -> get(gateway, STREAM + "?from=then")),
          way("streamPredictions", 401, gateway -> answer(gateway.get(STREAM))),
          way("streamPredictions", 403, gateway -> getWithout(gateway, STREAM)),
          way("streamPredictions", 404, gateway -> get(gateway, others(STREAM))),
          way("streamPredictions", 429, OpenApiReplies::streamOnceTooOften),
          way("streamPredictions", 503, OpenApiReplies::streamInVain),
          way("showPrediction", 200, OpenApiReplies::showPrediction),
          way("showPrediction", 400, gateway -> get(gateway, PREDICTION + "?wait=soon")),
          way("showPrediction", 401, gateway -> answer(gateway.get(PREDICTION))),
          way("showPrediction", 403, gateway -> getWithout(gateway, PREDICTION)),
          way("showPrediction", 404, gateway -> get(gateway, PREDICTION)),
          way("showPrediction", 422, OpenApiReplies::showWhatIsSetAside),
          way("showPrediction", 503, OpenApiReplies::showWhileCatchingUp),
          way("listBudgets", 200, OpenApiReplies::listBudgets),
          way("listBudgets", 400, gateway -> get(gateway, BUDGETS + "?window=1d")),
          way("listBudgets", 401, gateway -> answer(gateway.get(BUDGETS))),
          way("listBudgets", 403, gateway -> getWithout(gateway, BUDGETS)),
          way("listCosts", 200, OpenApiReplies::listCosts),
          way("listCosts", 400, gateway -> get(gateway, COSTS + "?window=1w")),
          way("listCosts", 401, gateway -> answer(gateway.get(COSTS))),
          way("listCosts", 403, gateway -> getWithout(gateway, COSTS)),
          way("listCosts", 503, OpenApiReplies::listCostsWhileStarting),
          way("listModels", 200, OpenApiReplies::listModels),
          way("listModels", 400, gateway -> get(gateway, MODELS + "?version=1")),
          way("listModels", 401, gateway -> answer(gateway.get(MODELS))),
          way("listModels", 403, gateway -> getWithout(gateway, MODELS)),
          way("listModels", 503, OpenApiReplies::listModelsWhileStarting),
          way("listDrift", 200, OpenApiReplies::listDrift),
          way("listDrift", 400, gateway -> get(gateway, DRIFT + "?verdict=bad")),
          way("listDrift", 401, gateway -> answer(gateway.get(DRIFT))),
          way("listDrift", 403, gateway -> getWithout(gateway, DRIFT)),
          way("listDrift", 503, OpenApiReplies::listDriftWhileStarting),
          way("giveFeedback", 202, gateway -> post(gateway, FEEDBACK, JSON, GIVEN)),
          way("giveFeedback", 202, gateway -> post(gateway, FEEDBACK, NDJSON, GIVEN + "\n{}")),
          way("giveFeedback", 400, gateway -> post(gateway, FEEDBACK, JSON, "{}")),
          way("giveFeedback", 400, gateway -> post(gateway, FEEDBACK + "?id=1", JSON, GIVEN)),
          way("giveFeedback", 401, gateway -> postAsStranger(gateway, FEEDBACK)),
          way("giveFeedback", 403, gateway -> postWithout(gateway, FEEDBACK, Role.OPERATE)),
          way("giveFeedback", 404, gateway -> post(gateway, others(FEEDBACK), JSON, GIVEN)),
          way("giveFeedback", 408, gateway -> postTooSlowly(gateway, FEEDBACK)),
          way("giveFeedback", 413, gateway -> post(gateway, FEEDBACK, NDJSON, TOO_LARGE)),
          way("giveFeedback", 415, gateway -> post(gateway, FEEDBACK, "text/xml", "<a/>")),
          way("giveFeedback", 415, gateway -> post(gateway, FEEDBACK, LATIN, GIVEN)),
          way("giveFeedback", 429, gateway -> postTooMuch(gateway, FEEDBACK, GIVEN)),
          way("giveFeedback", 503, gateway -> postInVain(gateway, FEEDBACK, GIVEN)),
          way("showKey", 200, gateway -> get(gateway, KEY)),
          way("showKey", 400, gateway -> get(gateway, KEY + "?tenant=acme")),
          way("showKey", 401, gateway -> answer(gateway.get(KEY))),
          way("listPipelines", 200, gateway -> get(gateway, PIPELINES)),
          way("listPipelines", 400, gateway -> get(gateway, PIPELINES + "?name=letters")),
          way("listPipelines", 401, gateway -> answer(gateway.get(PIPELINES))),
          way("listPipelines", 403, gateway -> getWithout(gateway, PIPELINES)),
          way("listTopics", 200, gateway -> get(gateway, TOPICS)),
          way("listTopics", 400, gateway -> get(gateway, TOPICS + "?name=letters")),
          way("listTopics", 401, gateway -> answer(gateway.get(TOPICS))),
          way("listTopics", 403, gateway -> getWithout(gateway, TOPICS)),
          way("showStatus", 200, gateway -> get(gateway, STATUS)),
          way("showStatus", 200, OpenApiReplies::showBusyStatus),
          way("showStatus", 400, gateway -> get(gateway, STATUS + "?job=ingestion")),
          way("showStatus", 401, gateway -> answer(gateway.get(STATUS))),
          way("showStatus", 403, gateway -> getWithout(gateway, STATUS)),
          way("followStatus", 200, gateway -> stream(gateway, STATUS_EVENTS)),
          way("followStatus", 400, gateway -> get(gateway, STATUS_EVENTS + "?job=ingestion")),
          way("followStatus", 401, gateway -> answer(gateway.get(STATUS_EVENTS))),
          way("followStatus", 403, gateway -> getWithout(gateway, STATUS_EVENTS)),
          way("followStatus", 429, OpenApiReplies::followStatusOnceTooOften),
          way("metrics", 200, gateway -> get(gateway, METRICS)),
          way("metrics", 400, gateway -> get(gateway, METRICS + "?name=lag")),
          way("metrics", 401, gateway -> answer(gateway.get(METRICS))),
          way("metrics", 403, gateway -> getWithout(gateway, METRICS)),
          way("health", 200, gateway -> answer(gateway.get("/healthz"))),
          way("health", 400, gateway -> answer(gateway.get("/healthz?deep=1"))),
          way("readiness", 200, gateway -> answer(gateway.get("/readyz"))),
          way("readiness", 400, gateway -> answer(gateway.get("/readyz?deep=1"))),
          way("readiness", 503, OpenApiReplies::askWhileNotReady),
          way("description", 200, gateway -> answer(gateway.get("/openapi.json"))),
          way("description", 400, gateway -> answer(gateway.get("/openapi.json?v=1"))));

  /**
   * How to get a reply of an operation.
   *
   * @param ask asks a gateway that has forgotten all that was before
   */
  record Way(String operationId, int status, Function<GatewayFixture, Answer> ask) {

    String name() {
      return operationId + " " + status;
    }
  }

  /**
   * A reply.
   *
   * @param headers by lower-case name
   * @param body parsed where it is JSON, else a text
   */
  record Answer(int status, Map<String, String> headers, JsonNode body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  private OpenApiReplies() {}

  private static Way way(String operationId, int status, Function<GatewayFixture, Answer> ask) {
    return new Way(operationId, status, ask);
  }

  private static Answer publishWhatWasAnswered(GatewayFixture gateway) {
    gateway.known.write(Ends.answered("7"));
    return post(gateway, EVENTS + "?id=7&wait=10s", JSON, "{}");
  }

  private static Answer publishWhatIsSetAside(GatewayFixture gateway) {
    CompletableFuture<Reply> reply = gateway.postLater(EVENTS + "?id=7&wait=30s", JSON, "{}");
    return setAside(gateway, reply);
  }

  private static Answer waitWithoutReading(GatewayFixture gateway) {
    return postWithout(gateway, EVENTS + "?wait=10s", Role.PRODUCE);
  }

  private static Answer showPrediction(GatewayFixture gateway) {
    gateway.known.write(Ends.answered("7"));
    return get(gateway, PREDICTION);
  }

  private static Answer showWhatIsSetAside(GatewayFixture gateway) {
    return setAside(
        gateway,
        CompletableFuture.supplyAsync(
            () -> gateway.get(gateway.authorized(PREDICTION + "?wait=30s"))));
  }

  private static Answer setAside(GatewayFixture gateway, CompletableFuture<Reply> reply) {
    await().until(gateway.predictions::isAnybodyWaiting);
    gateway.predictions.arrived(
        "acme", REQUEST, new Ending.SetAside("MISSING_VARIABLE", "the event has no text"));
    return answer(reply.join());
  }

  private static Answer showWhileCatchingUp(GatewayFixture gateway) {
    gateway.known.start();
    return get(gateway, PREDICTION);
  }

  private static Answer listBudgets(GatewayFixture gateway) {
    gateway.spending.write(BudgetsEndpointTest.status("acme", "letters"));
    return get(gateway, BUDGETS);
  }

  private static Answer listCosts(GatewayFixture gateway) {
    gateway.spending.write(CostRecords.hour(CostRecords.TEN, "0.1"));
    return get(gateway, COSTS + "?by=pipeline,model,version,tier,lane");
  }

  private static Answer listCostsWhileStarting(GatewayFixture gateway) {
    gateway.spending.start();
    return get(gateway, COSTS);
  }

  private static Answer listModels(GatewayFixture gateway) {
    gateway.versions.add(ModelsEndpointTest.version("letters", 1));
    gateway.runs.add(ModelsEndpointTest.run("letters"));
    return get(gateway, MODELS);
  }

  private static Answer listModelsWhileStarting(GatewayFixture gateway) {
    gateway.quality.start();
    return get(gateway, MODELS);
  }

  private static Answer listDrift(GatewayFixture gateway) {
    gateway.quality.write(KnownQuality.accuracy("letters", CostRecords.TEN));
    return get(gateway, DRIFT);
  }

  private static Answer listDriftWhileStarting(GatewayFixture gateway) {
    gateway.quality.start();
    return get(gateway, DRIFT);
  }

  private static Answer showBusyStatus(GatewayFixture gateway) {
    gateway.status.set(Standings.BUSY);
    return get(gateway, STATUS);
  }

  private static Answer followStatusOnceTooOften(GatewayFixture gateway) {
    List<Stream<String>> open =
        List.of(
            gateway.lines(gateway.authorized(STATUS_EVENTS)),
            gateway.lines(gateway.authorized(STATUS_EVENTS)));
    try {
      return get(gateway, STATUS_EVENTS);
    } finally {
      open.forEach(Stream::close);
    }
  }

  private static Answer streamOnceTooOften(GatewayFixture gateway) {
    List<Stream<String>> open =
        List.of(
            gateway.lines(gateway.authorized(STREAM)), gateway.lines(gateway.authorized(STREAM)));
    try {
      return get(gateway, STREAM);
    } finally {
      open.forEach(Stream::close);
    }
  }

  private static Answer streamInVain(GatewayFixture gateway) {
    gateway.topics.breakDown();
    try {
      return get(gateway, STREAM);
    } finally {
      gateway.topics.mend();
    }
  }

  private static Answer askWhileNotReady(GatewayFixture gateway) {
    gateway.ready.set(false);
    try {
      return answer(gateway.get("/readyz"));
    } finally {
      gateway.ready.set(true);
    }
  }
}
