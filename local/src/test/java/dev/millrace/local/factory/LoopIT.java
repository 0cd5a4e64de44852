package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.record.Evidence;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.RunState;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a reason to a better champion, and to a candidate that is not good enough, unattended. */
class LoopIT {

  private static final Duration PATIENCE = Duration.ofSeconds(80);
  private static final long SEED = 20261126;
  private static final int FIRST = 500;
  private static final int BATCH = 100;

  /** Words that have nothing to do with the labels: only who has seen labels can know. */
  private static final String LEARNED = "learned";

  /** Words that are the labels: no training can make that better. */
  private static final String KNOWN = "known";

  /** Labelled wrongly, and rightly before its candidate is evaluated. */
  private static final String FOUND_OUT = "found-out";

  /** Labelled wrongly, and rightly only when its candidate serves. */
  private static final String FOOLED = "fooled";

  /** Of the keys, that a canary serves first. */
  private static final double SHARE = 0.4;

  private static final List<String> LABELS = List.of("billing", "delivery", "account", "defect");
  private static final List<String> STRANGE = List.of("zorp", "quix", "blam", "fnord");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MILLRACE_LIFECYCLE_TICK", "200ms",
          "MILLRACE_LIFECYCLE_RELOOK", "1s",
          "MILLRACE_LIFECYCLE_DATASET_HOLDOUT_PERCENT", "40",
          "MILLRACE_LIFECYCLE_SHADOW_REQUESTS", "10",
          "MILLRACE_LIFECYCLE_SHADOW_LONGEST", "5s");

  /** What people say of events. */
  private enum Fed {
    RIGHT,
    WRONG,
    NOTHING
  }

  @TempDir private Path folder = Path.of("");

  private final Random random = new Random(SEED);
  private int sent;

  @Test
  void aBetterModelBecomesTheChampionAndOneThatIsNotIsRejectedAtTheGate() throws Exception {
    try (OpenFactory factory = OpenFactory.in(folder, ENVIRONMENT)) {
      factory.apply(spec(LEARNED, 0.0));
      factory.apply(spec(KNOWN, 0.2));
      send(factory, LEARNED, FIRST, Fed.RIGHT);
      send(factory, KNOWN, FIRST, Fed.RIGHT);

      publish(factory, LEARNED, "cause");
      publish(factory, LEARNED, "cause");
      publish(factory, KNOWN, "cause");

      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                if (run(factory, LEARNED)
                    .filter(
                        run ->
                            run.getState() == RunState.SHADOW || run.getState() == RunState.CANARY)
                    .isPresent()) {
                  send(factory, LEARNED, BATCH, Fed.RIGHT);
                }
                assertThat(run(factory, LEARNED).map(ModelRun::getState))
                    .as(() -> "seed " + SEED + ": " + run(factory, LEARNED))
                    .contains(RunState.PROMOTED);
                assertThat(run(factory, KNOWN).map(ModelRun::getState))
                    .as(() -> "seed " + SEED + ": " + run(factory, KNOWN))
                    .contains(RunState.REJECTED);
              });

      assertThat(factory.predictions(LEARNED))
          .as("a budget counts all calls, so each candidate has a price")
          .allSatisfy(
              prediction -> {
                assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
                assertThat(prediction.getCost()).isNotNull();
              });
      ModelVersion better = version(factory, LEARNED, 2);
      assertThat(better.getState()).isEqualTo(ModelState.CHAMPION);
      Map<String, Double> measured = better.getEvaluation();
      assertThat(measured.getOrDefault("accuracy", 0.0))
          .isGreaterThan(measured.getOrDefault("championAccuracy", 1.0) + 0.2);
      assertThat(version(factory, LEARNED, 1).getState()).isEqualTo(ModelState.RETIRED);
      assertThat(run(factory, LEARNED).orElseThrow().getNumber()).isEqualTo(1);
      assertThat(factory.ask(LEARNED, "last", text(LEARNED, 2)).path("label").asText())
          .isEqualTo(LABELS.get(2));

      assertThat(version(factory, KNOWN, 1).getState()).isEqualTo(ModelState.CHAMPION);
      assertThat(version(factory, KNOWN, 2).getState()).isEqualTo(ModelState.REJECTED);
      assertThat(run(factory, KNOWN).orElseThrow().getReason()).startsWith("The gate rejects it: ");
    }
  }

  /**
   * Labels that are fed back wrongly train a model that is always wrong, and make the gate believe
   * that it is always right. Where right labels come in time, the gate finds out; where they come
   * late, the canary does.
   */
  @Test
  @Tag("long")
  void aWorseModelIsRejectedOrLosesItsFirstShareUnattended() throws Exception {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put(
        "MILLRACE_BEDROCK_SETUP_FILE",
        Files.writeString(folder.resolve("setup.json"), "{\"training\": {\"takes\": \"4s\"}}")
            .toString());
    try (OpenFactory factory = OpenFactory.in(folder, environment)) {
      factory.apply(spec(FOUND_OUT, 0.0));
      factory.apply(spec(FOOLED, 0.0));
      send(factory, FOUND_OUT, FIRST, Fed.WRONG);
      send(factory, FOOLED, FIRST, Fed.WRONG);
      publish(factory, FOUND_OUT, "cause");
      publish(factory, FOOLED, "cause");
      until(factory, FOUND_OUT, RunState.TRAINING);
      send(factory, FOUND_OUT, FIRST, Fed.RIGHT);

      Instant[] served = new Instant[1];
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                ModelRun run = run(factory, FOOLED).orElseThrow();
                if (run.getState() == RunState.SHADOW) {
                  send(factory, FOOLED, BATCH, Fed.NOTHING);
                } else if (run.getState() == RunState.CANARY) {
                  served[0] = run.getSince();
                  send(factory, FOOLED, BATCH, Fed.RIGHT);
                }
                assertThat(run.getState())
                    .as("seed %d: %s", SEED, run)
                    .isEqualTo(RunState.ROLLED_BACK);
              });
      until(factory, FOUND_OUT, RunState.REJECTED);

      // By all examples together, or else by those of recent traffic, of which it gets none right.
      assertThat(run(factory, FOUND_OUT).orElseThrow().getReason())
          .startsWith("The gate rejects it: ");
      assertThat(factory.predictions(FOUND_OUT)).noneMatch(LoopIT::isOfCandidate);

      assertThat(version(factory, FOOLED, 2).getEvaluation()).containsEntry("accuracy", 1.0);
      assertThat(run(factory, FOOLED).orElseThrow().getReason())
          .startsWith("Its share was taken from it: it is right on ");
      assertThat(
              factory.read(Topics.MODEL_VERSIONS, version -> version.getPipeline().equals(FOOLED)))
          .filteredOn(version -> version.getState() == ModelState.CANARY)
          .as("its first share was its last")
          .extracting(ModelVersion::getShare)
          .containsOnly(SHARE);
      assertThat(version(factory, FOOLED, 1).getState()).isEqualTo(ModelState.CHAMPION);
      JsonNode last = factory.ask(FOOLED, "last", text(FOOLED, 2));
      assertThat(last.path("label").asText()).isEqualTo(LABELS.get(2));
      assertThat(last.path("modelVersion").asInt()).isEqualTo(1);
      assertThatTheCandidateTouchedNoMoreThanItsShare(
          factory.predictions(FOOLED), Objects.requireNonNull(served[0]));
    }
  }

  private static void assertThatTheCandidateTouchedNoMoreThanItsShare(
      List<Prediction> predictions, Instant since) {
    List<Prediction> meanwhile =
        predictions.stream().filter(one -> !one.getReceivedAt().isBefore(since)).toList();
    long touched = meanwhile.stream().filter(LoopIT::isOfCandidate).count();
    assertThat(touched).isPositive();
    double all = meanwhile.size();
    // Keys are drawn: four standard deviations are more than chance ever takes.
    assertThat(touched / all)
        .as("%d of %d requests", touched, meanwhile.size())
        .isLessThanOrEqualTo(SHARE + 4 * Math.sqrt(SHARE * (1 - SHARE) / all));
    assertThat(predictions.stream().filter(LoopIT::isOfCandidate).count())
        .isLessThanOrEqualTo((long) (SHARE * predictions.size()));
  }

  private static boolean isOfCandidate(Prediction prediction) {
    return prediction.getAttempts().stream().anyMatch(attempt -> attempt.getModelVersion() == 2);
  }

  private static void until(OpenFactory factory, String pipeline, RunState state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(run(factory, pipeline).map(ModelRun::getState))
                    .as(() -> "seed " + SEED + ": " + run(factory, pipeline))
                    .contains(state));
  }

  private static String spec(String pipeline, double gain) {
    return """
        apiVersion: millrace/v1
        pipeline: %s
        task: classification
        prompt: { user: "{{text}}", labels: %s }
        models: { champion: amazon.nova-micro-v1:0 }
        budgets: [ { scope: tenant, window: 1d, limit: 5.00 USD, action: refuse } ]
        retraining:
          on: [labels]
          minLabels: 1000000
          gate: { minAccuracyGain: %s }
          canary: [%s, 1.0]
        """
        .formatted(pipeline, LABELS, gain, SHARE);
  }

  /** Events with their labels, as people feed them back. */
  private void send(OpenFactory factory, String pipeline, int events, Fed fed) throws Exception {
    StringBuilder batch = new StringBuilder("[");
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < events; i++) {
      int label = random.nextInt(LABELS.size());
      String id = pipeline + "-" + sent++;
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"specversion\":\"1.0\",\"type\":\"ticket\",\"source\":\"/test\",\"id\":\"")
          .append(id)
          .append("\",\"datacontenttype\":\"application/json\",\"data\":")
          .append(text(pipeline, label))
          .append("}");
      labels
          .append("{\"eventId\":\"")
          .append(id)
          .append("\",\"label\":\"")
          .append(LABELS.get(fed == Fed.WRONG ? (label + 1) % LABELS.size() : label))
          .append("\"}\n");
    }
    HttpResponse<String> reply =
        factory.post(
            pipeline, "", "application/cloudevents-batch+json", batch.append("]").toString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    if (fed == Fed.NOTHING) {
      return;
    }
    URI feedback =
        URI.create(
            factory.running().address().gateway() + "/v1/pipelines/" + pipeline + "/feedback");
    HttpRequest request =
        HttpRequest.newBuilder(feedback)
            .header("Authorization", "Bearer " + factory.running().key())
            .header("Content-Type", OpenFactory.LINES)
            .POST(BodyPublishers.ofString(labels.toString()))
            .build();
    HttpResponse<String> judged = factory.http().send(request, BodyHandlers.ofString());
    assertThat(judged.statusCode()).as(judged.body()).isEqualTo(202);
  }

  /** No two texts are the same. */
  private String text(String pipeline, int label) {
    String word = pipeline.equals(LEARNED) ? STRANGE.get(label) : LABELS.get(label);
    String filler =
        String.join(
            " ", IntStream.range(0, 4).mapToObj(i -> "w" + random.nextInt(100_000)).toList());
    return "{\"text\":\"" + filler + " " + word + " please\"}";
  }

  private static void publish(OpenFactory factory, String pipeline, String id) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    RetrainingEvent event =
        new RetrainingEvent(
            pipeline + id,
            pipeline,
            1,
            RetrainingReason.LABELS,
            List.of(new Evidence("labels", null, null, (double) FIRST, (double) FIRST, now, now)),
            now);
    AvroCodec<RetrainingEvent> codec =
        new AvroCodec<>(Topics.RETRAINING_EVENTS, factory.running().registry());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            factory.running().kafka().properties("loop-test"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.RETRAINING_EVENTS.name(), pipeline.getBytes(UTF_8), codec.encode(event)))
          .get();
    }
  }

  private static Optional<ModelRun> run(OpenFactory factory, String pipeline) {
    return new RunBoard(
            factory.running().kafka(), factory.running().registry(), InstantSource.system())
        .runs().stream().filter(run -> run.getPipeline().equals(pipeline)).findFirst();
  }

  private static ModelVersion version(OpenFactory factory, String pipeline, int number) {
    return new VersionBoard(factory.running(), InstantSource.system())
        .versions().stream()
            .filter(version -> version.getPipeline().equals(pipeline))
            .filter(version -> version.getVersion() == number)
            .findFirst()
            .orElseThrow();
  }
}
