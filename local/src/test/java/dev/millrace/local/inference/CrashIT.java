package dev.millrace.local.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.kafka.KafkaProcess;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the job and the broker again and again while requests keep coming.
 *
 * <p><i>Shape</i>: as many kills as the system properties {@code millrace.crash.jobs} and {@code
 * millrace.crash.brokers} say, few without; their order and the moments follow from the seed that
 * is printed, {@code millrace.crash.seed} to have it again.
 */
@Tag("long")
class CrashIT {

  private static final int JOB_KILLS = Integer.getInteger("millrace.crash.jobs", 1);
  private static final int BROKER_KILLS = Integer.getInteger("millrace.crash.brokers", 1);
  private static final long SEED = Long.getLong("millrace.crash.seed", System.nanoTime());
  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final int AT_ONCE = 16;

  /** Calls that a kill may cost: those under way, and those whose answers are being written. */
  private static final int IN_FLIGHT = 2 * AT_ONCE;

  private static final int PER_SECOND = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BRIEFLY = Duration.ofMillis(250);

  /** Of a kill: what is killed. */
  private enum Victim {
    JOB,
    BROKER
  }

  @TempDir private Path folder;
  private int port;
  private Process broker;
  private Process job;
  private StageEndpoints endpoints;
  private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger sent = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    launchBroker();
    endpoints = new StageEndpoints(kafka(), folder, LATENCY);
  }

  @AfterEach
  void stop() {
    sender.shutdownNow();
    for (Process process : new Process[] {job, broker}) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
    endpoints.close();
  }

  @Test
  void endsEachRequestOnceAndPaysOnce() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    launchJob();
    try (KafkaProducer<String, byte[]> producer = producer()) {
      AvroCodec<InferenceRequest> codec =
          new AvroCodec<>(Topics.INFERENCE_REQUESTS, topics().registry());
      send(producer, codec);
      await().atMost(PATIENCE).pollInterval(BRIEFLY).until(() -> written() == 1);
      var unused =
          sender.scheduleAtFixedRate(
              () -> send(producer, codec), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
      awaitMore(random);
      for (Victim victim : victims(random)) {
        kill(victim);
        awaitMore(random);
      }
      sender.shutdown();
      assertThat(sender.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      producer.flush();
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(BRIEFLY)
        .untilAsserted(() -> assertThat(written()).isGreaterThanOrEqualTo(sent.get()));
    job.getOutputStream().close();
    assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    List<Prediction> predictions = topics().read(Topics.PREDICTIONS);
    int calls = endpoints.calls().size();
    System.out.println(
        sent.get()
            + " requests, "
            + calls
            + " calls, "
            + JOB_KILLS
            + " + "
            + BROKER_KILLS
            + " kills, longest wait "
            + longestWait(predictions).toMillis()
            + " ms");
    assertThat(predictions)
        .extracting(Prediction::getRequestId)
        .hasSize(sent.get())
        .doesNotHaveDuplicates();
    assertThat(predictions)
        .allMatch(prediction -> prediction.getOutcome().equals(Outcome.ANSWERED));
    assertThat(calls).isLessThanOrEqualTo(sent.get() + IN_FLIGHT * JOB_KILLS);
  }

  private static List<Victim> victims(Random random) {
    List<Victim> victims = new ArrayList<>(Collections.nCopies(JOB_KILLS, Victim.JOB));
    victims.addAll(Collections.nCopies(BROKER_KILLS, Victim.BROKER));
    Collections.shuffle(victims, random);
    return victims;
  }

  private void kill(Victim victim) throws Exception {
    switch (victim) {
      case JOB -> {
        job.destroyForcibly().waitFor();
        launchJob();
      }
      case BROKER -> {
        broker.destroyForcibly().waitFor();
        launchBroker();
      }
    }
  }

  /** Lets the job answer some more, so that it is in the middle of its work. */
  private void awaitMore(Random random) {
    long goal = written() + PER_SECOND + random.nextInt(2 * PER_SECOND);
    await().atMost(PATIENCE).pollInterval(BRIEFLY).until(() -> written() >= goal);
  }

  private void send(KafkaProducer<String, byte[]> producer, AvroCodec<InferenceRequest> codec) {
    InferenceRequest request = StageTopics.request(sent.getAndIncrement());
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topics.INFERENCE_REQUESTS.name(), request.getEventId(), codec.encode(request)));
  }

  /** But for the first request, which waited for the job's first start. */
  private static Duration longestWait(List<Prediction> predictions) {
    String first = StageTopics.request(0).getEventId();
    return predictions.stream()
        .filter(prediction -> !prediction.getEventId().equals(first))
        .map(
            prediction -> Duration.between(prediction.getOccurredAt(), prediction.getCompletedAt()))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  private long written() {
    return topics().predictions();
  }

  /** Waits for the broker longer than it takes to come back. */
  private KafkaProducer<String, byte[]> producer() {
    Map<String, Object> properties = new HashMap<>(kafka().properties("sender"));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(PATIENCE.toMillis()));
    return topics().producer(properties);
  }

  private void launchJob() throws IOException {
    job = endpoints.launch(AT_ONCE);
  }

  private void launchBroker() throws Exception {
    broker = KafkaProcess.start(folder.resolve("kafka"), port);
    try (Admin admin = Admin.create(kafka().properties("test"))) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> !admin.describeCluster().nodes().get().isEmpty());
    }
  }

  private KafkaConnection kafka() {
    return KafkaConnection.plaintext("127.0.0.1:" + port);
  }

  private StageTopics topics() {
    return endpoints.topics();
  }
}
