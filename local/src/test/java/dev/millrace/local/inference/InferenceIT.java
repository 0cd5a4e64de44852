package dev.millrace.local.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job against real Kafka and a Bedrock endpoint, in a process of its own that is killed. */
class InferenceIT {

  private static final Duration LATENCY = Duration.ofMillis(150);
  private static final int AT_ONCE = 16;

  /** Calls that a kill may cost: those under way, and those whose answers are being written. */
  private static final int IN_FLIGHT = 2 * AT_ONCE;

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BRIEFLY = Duration.ofMillis(500);

  @TempDir private Path folder;
  private EmbeddedKafka kafka;
  private StageEndpoints endpoints;
  private Process job;

  @BeforeEach
  void start() {
    kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka.start();
    endpoints = new StageEndpoints(kafka.connection(), folder, LATENCY);
  }

  @AfterEach
  void stop() {
    if (job != null) {
      job.destroyForcibly();
    }
    endpoints.close();
    kafka.close();
  }

  @Test
  void answersEachRequestOnceThroughAKillAndAStop() throws Exception {
    int requests = 900;
    topics().write(Topics.INFERENCE_REQUESTS, StageTopics.requests(0, requests));

    job = launch();
    awaitMore(200);
    kill();
    job = launch();
    awaitMore(100);
    stopCleanly();
    assertThat(predictions()).as("what waited is left to the savepoint").hasSizeLessThan(requests);
    assertThat(calls()).isLessThanOrEqualTo(predictions().size() + IN_FLIGHT);
    job = launch();
    await().atMost(PATIENCE).pollInterval(BRIEFLY).until(() -> written() >= requests);
    stopCleanly();

    assertThat(ids()).hasSize(requests);
    assertThat(predictions()).hasSize(requests);
    assertThat(predictions())
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
              assertThat(prediction.getAttempts()).hasSize(1);
              assertThat(prediction.getCost()).isPositive();
            });
    assertThat(calls()).isLessThanOrEqualTo(requests + IN_FLIGHT);
    assertThat(endpoints.calls()).as("the meter").containsAll(ledger());
  }

  @Test
  void setsAsideWhatIsNoRequestAndWhatHasNoModel() throws Exception {
    topics().writeRaw(Topics.INFERENCE_REQUESTS, Map.of("nonsense", new byte[] {9, 9, 9}));
    Map<String, InferenceRequest> orphan = StageTopics.requests(0, 1);
    orphan.values().forEach(request -> request.setPipeline("nobody"));
    topics().write(Topics.INFERENCE_REQUESTS, orphan);

    job = launch();
    await().atMost(PATIENCE).until(() -> deadLetters().size() == 2);
    stopCleanly();

    assertThat(deadLetters())
        .extracting(DeadLetter::getCause)
        .containsExactlyInAnyOrder("UNREADABLE", "UNKNOWN_PIPELINE");
    assertThat(predictions())
        .singleElement()
        .satisfies(
            prediction -> {
              assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
              assertThat(prediction.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
            });
  }

  /** Counts from now, so that the job has to be at work. */
  private void awaitMore(int predictions) {
    long goal = written() + predictions;
    await().atMost(PATIENCE).pollInterval(BRIEFLY).until(() -> written() >= goal);
  }

  private long written() {
    return topics().predictions();
  }

  private Process launch() throws IOException {
    return endpoints.launch(AT_ONCE);
  }

  private void kill() throws InterruptedException {
    job.destroyForcibly().waitFor();
  }

  private void stopCleanly() throws Exception {
    job.getOutputStream().close();
    assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(job.exitValue()).isZero();
  }

  private int calls() throws IOException {
    return endpoints.calls().size();
  }

  private Set<String> ledger() {
    Set<String> ids = new HashSet<>();
    predictions()
        .forEach(
            prediction ->
                prediction
                    .getAttempts()
                    .forEach(attempt -> ids.add(attempt.getEndpointRequestId())));
    return ids;
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>();
    predictions().forEach(prediction -> ids.add(prediction.getRequestId()));
    return ids;
  }

  private List<Prediction> predictions() {
    return topics().read(Topics.PREDICTIONS);
  }

  private List<DeadLetter> deadLetters() {
    return topics().read(Topics.DEAD_LETTERS);
  }

  private StageTopics topics() {
    return endpoints.topics();
  }
}
