package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.client.KillSwitchBoard;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Attempt;
import dev.millrace.record.KillScope;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ShadowPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pipelines may ask of their model calls, in a whole factory; one for all tests. */
class ModelCallsIT {

  private static final String CHAMPION = "amazon.nova-micro-v1:0";
  private static final String STAND_IN = "amazon.nova-lite-v1:0";
  private static final String EVENT = "{\"text\":\"my card is lost\"}";

  private static final String SETUP =
      """
      {"models": {"amazon.nova-pro": {
         "script": [], "otherwise": "We look into it and write to you within two days."}},
       "batch": {"minRecords": 20, "queueing": "1s", "recordsPerSecond": 100},
       "guardrails": {"nosecrets": {"words": ["password"], "message": "I must not read that."}}}
      """;

  /** A switch works within a second; more than that is how busy the machine is. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SWITCHED = Duration.ofSeconds(10);

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder;
  private static OpenFactory factory;
  private static KillSwitchBoard switches;
  private static final AtomicInteger EVENTS = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    Path setup = Files.writeString(folder.resolve("setup.json"), SETUP);
    factory =
        OpenFactory.in(
            folder.resolve("factory"),
            Map.of(
                "MILLRACE_BEDROCK_SETUP_FILE",
                setup.toString(),
                "MILLRACE_INFERENCE_BATCH_LEAST_TIME",
                "5m",
                "MILLRACE_INFERENCE_BATCH_MARGIN",
                "1m",
                "MILLRACE_INFERENCE_BATCH_POLL",
                "1s"));
    switches = new KillSwitchBoard(factory.running(), InstantSource.system());
  }

  @AfterAll
  static void stop() {
    factory.close();
  }

  @Test
  void refusesWhatIsStoppedUntilItMayGoOn() throws Exception {
    apply("stopped", "models: { champion: " + CHAMPION + " }");
    assertThat(ask("stopped").path("outcome").asText()).isEqualTo("ANSWERED");
    KillSwitchBoard.Target target = new KillSwitchBoard.Target(KillScope.PIPELINE, "stopped");

    switches.stop(target, "labels are wrong", "test");
    await()
        .atMost(SWITCHED)
        .untilAsserted(
            () -> {
              JsonNode refused = ask("stopped");
              assertThat(refused.path("outcome").asText()).isEqualTo("REFUSED");
              assertThat(refused.path("cause").asText()).isEqualTo("KILLED");
              assertThat(refused.path("detail").asText()).contains("labels are wrong");
              assertThat(refused.path("attempts")).isEmpty();
            });
    switches.lift(target, "test");
    awaitAnswerBy("stopped", CHAMPION);
  }

  @Test
  void goesToTheFallbackWhileAModelIsStopped() throws Exception {
    apply("fallen", "models: { champion: us." + CHAMPION + ", fallback: [" + STAND_IN + "] }");
    KillSwitchBoard.Target target = new KillSwitchBoard.Target(KillScope.MODEL, "us." + CHAMPION);

    switches.stop(target, "slow", "test");
    awaitAnswerBy("fallen", STAND_IN);
    switches.lift(target, "test");
    awaitAnswerBy("fallen", "us." + CHAMPION);
  }

  @Test
  void blocksWhatAGuardrailStops() throws Exception {
    apply("guarded", "models: { champion: " + CHAMPION + ", guardrail: \"nosecrets:1\" }");

    JsonNode blocked = ask("guarded", "{\"text\":\"my password is lost\"}");

    assertThat(blocked.path("outcome").asText()).isEqualTo("BLOCKED");
    assertThat(blocked.path("cause").asText()).isEqualTo("GUARDRAIL");
    assertThat(ask("guarded").path("outcome").asText()).isEqualTo("ANSWERED");
  }

  @Test
  void givesTheSameAnswerAgainWithoutACall() throws Exception {
    apply("cached", "models: { champion: " + CHAMPION + " }\ncache: { ttl: 10m }");

    JsonNode asked = ask("cached");
    JsonNode again = ask("cached");

    assertThat(again.path("cachedFrom").asText()).isEqualTo(asked.path("requestId").asText());
    assertThat(again.path("label")).isEqualTo(asked.path("label"));
    assertThat(again.path("attempts")).isEmpty();
    assertThat(asked.path("attempts")).hasSize(1);
    assertThat(factory.settled("cached").predictions()).containsEntry(Outcome.ANSWERED, 2L);
  }

  @Test
  void sharesCallsWhereThePipelineIsPacked() throws Exception {
    int events = 200;
    apply(
        "packed",
        "models: { champion: "
            + CHAMPION
            + " }\nbatching: { mode: packed, maxRecords: 16, maxWait: 50ms }");

    String lines = (EVENT + "\n").repeat(events);
    assertThat(factory.post("packed", "", OpenFactory.LINES, lines).statusCode()).isEqualTo(202);

    Balance.Account account = factory.settled("packed");
    assertThat(account.predictions()).containsEntry(Outcome.ANSWERED, (long) events);
    List<Prediction> predictions = factory.predictions("packed");
    assertThat(predictions).extracting(Prediction::getLabel).containsOnly("lost_card");
    assertThat(
            predictions.stream()
                .flatMap(prediction -> prediction.getAttempts().stream())
                .map(Attempt::getEndpointRequestId)
                .distinct())
        .as("calls")
        .hasSizeLessThan(events / 4);
  }

  @Test
  void asksForThePatientByBatchJobs() throws Exception {
    int events = 50;
    apply(
        "patient",
        "models: { champion: "
            + CHAMPION
            + " }\nlanes: { default: bulk, bulk: { deadline: 2h, jobs: { minRecords: 20,"
            + " maxRecords: 50, maxWait: 10s } } }");
    assertThat(factory.post("patient", "", OpenFactory.LINES, numbered(events)).statusCode())
        .isEqualTo(202);

    Balance.Account account = factory.settled("patient");
    assertThat(account.predictions()).containsEntry(Outcome.ANSWERED, (long) events);
    assertThat(factory.predictions("patient"))
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getLabel()).isEqualTo("lost_card");
              assertThat(prediction.getAttempts())
                  .singleElement()
                  .extracting(Attempt::getServiceTier)
                  .isEqualTo("batch");
              assertThat(prediction.getCost()).isPositive();
            });
  }

  @Test
  void showsACandidateItsShareAndServesNobodyByIt() throws Exception {
    int events = 200;
    apply("shown", "models: { champion: " + CHAMPION + " }");
    List<ModelVersion> changed =
        new VersionBoard(factory.running(), InstantSource.system())
            .shadow("shown", new ShadowPlan.Wanted(STAND_IN, 0.5), "test");
    assertThat(changed).extracting(ModelVersion::getVersion).containsExactly(2);

    assertThat(factory.post("shown", "", OpenFactory.LINES, numbered(events)).statusCode())
        .isEqualTo(202);

    assertThat(factory.settled("shown").predictions())
        .containsEntry(Outcome.ANSWERED, (long) events);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(shadows("shown")).hasSizeGreaterThan(events / 4));
    assertThat(shadows("shown"))
        .hasSizeLessThan(events * 3 / 4)
        .allSatisfy(
            shadow -> {
              assertThat(shadow.getRoute()).isEqualTo(Route.SHADOW);
              assertThat(shadow.getModelId()).isEqualTo(STAND_IN);
            });
    assertThat(factory.predictions("shown"))
        .hasSize(events)
        .allMatch(prediction -> prediction.getRoute() == Route.CHAMPION);
  }

  private static List<Prediction> shadows(String pipeline) {
    return factory.read(
        Topics.SHADOW_PREDICTIONS, outcome -> outcome.getPipeline().equals(pipeline));
  }

  /** Events that differ, one a line. */
  private static String numbered(int events) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < events; i++) {
      lines.append("{\"text\":\"my card is lost, number ").append(i).append("\"}\n");
    }
    return lines.toString();
  }

  @Test
  void showsAnswersWhileTheyAreWritten() throws Exception {
    factory.apply(
        """
        apiVersion: millrace/v1
        pipeline: told
        task: generation
        prompt: { user: "{{text}}", stream: true }
        models: { champion: amazon.nova-pro-v1:0 }
        """);
    try (EventStream stream =
        EventStream.open(
            factory.http(), factory.get("/v1/pipelines/told/predictions?chunks=true").build())) {
      // Pieces that are later than their prediction are not shown, and on a busy machine some are.
      await().atMost(PATIENCE).untilAsserted(() -> assertAnswerIsToldPieceByPiece(stream));
    }
  }

  private static void assertAnswerIsToldPieceByPiece(EventStream stream) throws Exception {
    assertThat(factory.post("told", "", OpenFactory.JSON, EVENT).statusCode()).isEqualTo(202);
    StringBuilder told = new StringBuilder();
    JsonNode next = JSON.readTree(stream.take(1).get(0));
    while (next.path("outcome").isMissingNode()) {
      told.append(next.path("text").asText());
      next = JSON.readTree(stream.take(1).get(0));
    }
    assertThat(next.path("outcome").asText()).isEqualTo("ANSWERED");
    assertThat(next.path("text").asText()).isEqualTo(told.toString()).contains("two days");
  }

  private static void awaitAnswerBy(String pipeline, String model) {
    await()
        .atMost(SWITCHED)
        .untilAsserted(
            () -> {
              JsonNode answer = ask(pipeline);
              assertThat(answer.path("outcome").asText()).isEqualTo("ANSWERED");
              assertThat(answer.path("modelId").asText()).isEqualTo(model);
            });
  }

  private static JsonNode ask(String pipeline) throws IOException, InterruptedException {
    return ask(pipeline, EVENT);
  }

  private static JsonNode ask(String pipeline, String event)
      throws IOException, InterruptedException {
    return factory.ask(pipeline, String.valueOf(EVENTS.incrementAndGet()), event);
  }

  private static void apply(String pipeline, String more) throws IOException {
    factory.apply(
        "apiVersion: millrace/v1\npipeline: "
            + pipeline
            + "\ntask: classification\n"
            + "prompt: { user: \"{{text}}\", labels: [lost_card, exchange_rate] }\n"
            + more
            + "\n");
  }
}
