package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.domain.NewestFigures;
import dev.millrace.record.Prediction;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Route;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.Topics;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The world changes: one alarm that can be believed, one event, through a restart. Beside that, a
 * model judges what another one writes.
 */
class DriftIT {

  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String PIPELINE = "watched";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WINDOW_SECONDS = 10;
  private static final int EVENTS = 120;
  private static final long SEED = 20261126;

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: watched
      task: classification
      prompt: { user: "{{text}}", labels: [invoice, crash] }
      models: { champion: amazon.nova-micro-v1:0 }
      drift:
        window: 10s
        features: { /age: number, /tier: category }
        falseAlarms: 0.001
      retraining: { on: [drift], cooldown: 1h }
      """;

  private static final String JUDGED =
      """
      apiVersion: millrace/v1
      pipeline: letters
      task: generation
      prompt: { user: "{{text}}" }
      models: { champion: amazon.nova-micro-v1:0 }
      drift: { window: 10s }
      quality: { judge: { model: amazon.nova-pro-v1:0, sample: 1, dailyBudget: 1.00 USD } }
      """;

  private static final int LETTERS = 5;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MILLRACE_DRIFT_REFERENCE_WINDOWS", "2",
          "MILLRACE_DRIFT_REFERENCE_RECORDS", "100",
          "MILLRACE_DRIFT_LATENESS", "2s",
          "MILLRACE_DRIFT_SILENCE", "2s");

  @TempDir private Path folder = Path.of("");

  private final Random random = new Random(SEED);
  private final Instant beginning =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(1));

  @Test
  void aChangedWorldMakesOneEvent() throws Exception {
    try (OpenFactory factory = OpenFactory.in(folder, ENVIRONMENT)) {
      factory.apply(JUDGED);
      letters(factory);
      factory.apply(SPEC);
      for (int window = 0; window < 4; window++) {
        publish(factory, window, 30);
      }
      awaitVerdict(factory, 3, Verdict.STABLE);
      assertThat(events(factory)).isEmpty();

      for (int window = 4; window < 8; window++) {
        publish(factory, window, 60);
      }
      awaitVerdict(factory, 7, Verdict.DRIFTED);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(factory)).hasSize(1));
      judge(factory, 3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(figures(factory))
                      .anySatisfy(
                          figure -> {
                            assertThat(figure.getName()).isEqualTo("accuracy");
                            assertThat(figure.getCurrentCount()).isEqualTo(EVENTS);
                            assertThat(figure.getLabelCoverage()).isEqualTo(1.0);
                          }));
      awaitAgreement(factory);
      assertThat(judgeCalls(factory)).as("in both orders of the scale").hasSize(2 * LETTERS);
    }
    try (OpenFactory factory = OpenFactory.in(folder, ENVIRONMENT)) {
      publish(factory, 8, 60);
      publish(factory, 9, 60);
      awaitVerdict(factory, 9, Verdict.DRIFTED);

      List<RetrainingEvent> events = events(factory);
      assertThat(events).hasSize(1);
      assertThat(events.get(0).getReason()).isEqualTo(RetrainingReason.DRIFT);
      assertThat(events.get(0).getEvidence()).isNotEmpty();
      assertThat(events.get(0).getEvidence().get(0).getFeature()).isEqualTo("/age");
      assertThat(judgeCalls(factory)).as("not asked again").hasSize(2 * LETTERS);
    }
  }

  private void publish(OpenFactory factory, int window, double age) throws Exception {
    StringBuilder batch = new StringBuilder("[");
    for (int i = 0; i < EVENTS; i++) {
      Instant time =
          beginning
              .plusSeconds((long) window * WINDOW_SECONDS)
              .plusMillis(random.nextInt(WINDOW_SECONDS * 1000));
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"specversion\":\"1.0\",\"type\":\"ticket\",\"source\":\"/test\",\"id\":\"")
          .append(id(window, i))
          .append("\",\"time\":\"")
          .append(time)
          .append("\",\"datacontenttype\":\"application/json\",\"data\":{\"text\":\"a crash\",")
          .append("\"age\":")
          .append(age + random.nextGaussian() * 5)
          .append(",\"tier\":\"")
          .append(random.nextBoolean() ? "gold" : "tin")
          .append("\"}}");
    }
    HttpResponse<String> reply = factory.post(PIPELINE, "", BATCH, batch.append("]").toString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
  }

  /** All rated by people as well: well, but for one. */
  private void letters(OpenFactory factory) throws Exception {
    StringBuilder batch = new StringBuilder("[");
    StringBuilder ratings = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) {
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"specversion\":\"1.0\",\"type\":\"letter\",\"source\":\"/test\",\"id\":\"")
          .append("letter-" + i)
          .append("\",\"time\":\"")
          .append(beginning)
          .append(
              "\",\"datacontenttype\":\"application/json\",\"data\":{\"text\":\"Where is my parcel?\"}}");
      ratings.append(
          "{\"eventId\":\"letter-" + i + "\",\"rating\":" + (i == 0 ? "0" : "1") + "}\n");
    }
    HttpResponse<String> reply = factory.post("letters", "", BATCH, batch.append("]").toString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    feedback(factory, "letters", ratings.toString());
  }

  private void awaitAgreement(OpenFactory factory) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        factory.read(
                            Topics.QUALITY_METRICS,
                            metric ->
                                metric.getPipeline().equals("letters")
                                    && metric.getName().equals("judgeAgreement")))
                    .anySatisfy(
                        figure -> {
                          assertThat(figure.getCurrentCount()).isEqualTo(LETTERS);
                          assertThat(figure.getStatistics().get("observed")).isEqualTo(0.8);
                        }));
  }

  private static List<Prediction> judgeCalls(OpenFactory factory) {
    return factory.read(
        Topics.SHADOW_PREDICTIONS,
        call -> call.getPipeline().equals("letters") && call.getRoute() == Route.OFFLINE);
  }

  private static void judge(OpenFactory factory, int window) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      lines.append("{\"eventId\":\"").append(id(window, i)).append("\",\"label\":\"crash\"}\n");
    }
    feedback(factory, PIPELINE, lines.toString());
  }

  private static void feedback(OpenFactory factory, String pipeline, String lines)
      throws Exception {
    URI gateway =
        URI.create(
            factory.running().address().gateway() + "/v1/pipelines/" + pipeline + "/feedback");
    HttpRequest request =
        HttpRequest.newBuilder(gateway)
            .header("Authorization", "Bearer " + factory.running().key())
            .header("Content-Type", OpenFactory.LINES)
            .POST(BodyPublishers.ofString(lines))
            .build();
    HttpResponse<String> reply = factory.http().send(request, BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
  }

  private static String id(int window, int event) {
    return window + "-" + event;
  }

  /** Until the whole window is counted. */
  private void awaitVerdict(OpenFactory factory, int window, Verdict expected) {
    Instant start = beginning.plusSeconds((long) window * WINDOW_SECONDS);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(figures(factory))
                    .as("seed %d", SEED)
                    .anySatisfy(
                        figure -> {
                          assertThat(figure.getWindowStart()).isEqualTo(start);
                          assertThat(figure.getFeature()).isEqualTo("/age");
                          assertThat(figure.getCurrentCount()).isEqualTo(EVENTS);
                          assertThat(figure.getVerdict()).isEqualTo(expected);
                        }));
  }

  private static List<QualityMetric> figures(OpenFactory factory) {
    NewestFigures figures = new NewestFigures();
    factory
        .read(Topics.QUALITY_METRICS, metric -> metric.getPipeline().equals(PIPELINE))
        .forEach(figures::add);
    return figures.all();
  }

  private static List<RetrainingEvent> events(OpenFactory factory) {
    return factory.read(Topics.RETRAINING_EVENTS, event -> event.getPipeline().equals(PIPELINE));
  }
}
