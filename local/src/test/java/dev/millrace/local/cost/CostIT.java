package dev.millrace.local.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cost.CostService;
import dev.millrace.cost.testing.TransactionBreaker;
import dev.millrace.cost.testing.TransactionBreaker.Phase;
import dev.millrace.platform.runtime.Health;
import dev.millrace.record.Prediction;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job against real Kafka: instances are killed, and all of it is replayed. */
class CostIT {

  private static final long SEED = 20_261_126;
  private static final int BATCHES = 10;
  private static final int BATCH = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();

  /** Within the time that records are known, and in the past. */
  private final Instant since =
      Instant.now().minus(6, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);

  @TempDir private Path folder;

  @Test
  void losesAndDoublesNoWindowThroughKillsInEveryPhase() throws Exception {
    List<Prediction> all = new ArrayList<>();
    try (CostCluster cluster = new CostCluster(folder)) {
      Process first = cluster.process("cost-0");
      Process second = cluster.process("cost-1");
      try {
        for (int batch = 0; batch < BATCHES; batch++) {
          List<Prediction> records = CostTraffic.records(random, BATCH, since);
          all.addAll(records);
          cluster.send(records, random);
          cluster.send(records.subList(0, BATCH / 5), random);
          // Copies of what was booked in the lives before.
          cluster.send(all.subList(0, BATCH / 5), random);
          // Commits are half a second apart, writings a tenth: any phase of them is hit.
          if (second.waitFor(1_500 + random.nextInt(1_000), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the second instance ended by itself");
          }
          if (batch % 3 == 1) {
            second.destroyForcibly().waitFor();
            second = cluster.process("cost-1");
          }
          if (batch == BATCHES / 2) {
            first.destroyForcibly().waitFor();
            first = cluster.process("cost-0");
          }
        }
        Map<String, String> expected = CostTraffic.computed(all);
        await()
            .atMost(PATIENCE)
            .pollInterval(LOOK)
            .untilAsserted(
                () -> assertThat(cluster.figures()).as("seed %d", SEED).isEqualTo(expected));
        first.destroy();
        second.destroy();
        assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.figures()).as("at the end").isEqualTo(expected);
      } finally {
        first.destroyForcibly();
        second.destroyForcibly();
      }
    }
  }

  @Test
  void givesTheSameBytesFromAShuffledReplayOnTwoInstances() throws Exception {
    List<Prediction> records = CostTraffic.records(random, BATCHES * BATCH, since);
    Map<String, String> expected = CostTraffic.computed(records);
    Map<String, byte[]> once;
    try (CostCluster cluster = new CostCluster(folder.resolve("once"));
        CostService alone = cluster.service("cost-0")) {
      cluster.send(records, random);
      awaitFigures(cluster, expected);
      assertThat(alone.health()).isInstanceOf(Health.Running.class);
      once = cluster.newest();
    }

    List<Prediction> again = new ArrayList<>(records);
    records.stream().filter(record -> random.nextInt(5) == 0).forEach(again::add);
    Collections.shuffle(again, random);
    try (CostCluster cluster = new CostCluster(folder.resolve("again"));
        CostService first = cluster.service("cost-0");
        CostService second = cluster.service("cost-1")) {
      cluster.send(again, random);
      awaitFigures(cluster, expected);
      Map<String, byte[]> replayed = cluster.newest();

      assertThat(replayed.keySet()).isEqualTo(once.keySet());
      replayed.forEach(
          (window, bytes) ->
              assertThat(bytes).as("%s, seed %d", window, SEED).isEqualTo(once.get(window)));
      for (String tenant : CostTraffic.TENANTS) {
        assertThat(days(first, tenant)).as("asked of either").isEqualTo(days(second, tenant));
        assertThat(days(first, tenant)).isNotEmpty();
      }
    }
  }

  @Test
  void losesAndDoublesNoWindowWhereverACommitBreaksOff() throws Exception {
    List<Prediction> all = new ArrayList<>();
    TransactionBreaker breaker = new TransactionBreaker();
    try (CostCluster cluster = new CostCluster(folder);
        CostService service = cluster.service("cost-0", breaker::service)) {
      all.addAll(CostTraffic.records(random, BATCH, since));
      cluster.send(all, random);
      awaitFigures(cluster, CostTraffic.computed(all));
      for (Phase phase : List.of(Phase.READ, Phase.WRITTEN, Phase.WITH_OFFSETS, Phase.COMMITTED)) {
        int before = breaker.broken();
        List<Prediction> records = CostTraffic.records(random, BATCH, since);
        all.addAll(records);
        breaker.breakAfter(phase);
        cluster.send(records, random);
        await()
            .dontCatchUncaughtExceptions()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(breaker.broken()).as("%s", phase).isGreaterThan(before));
      }
      awaitFigures(cluster, CostTraffic.computed(all));
      assertThat(breaker.broken()).isEqualTo(4);
      assertThat(service.health()).isInstanceOf(Health.Running.class);
    }
  }

  /** A stream thread that dies for a test is replaced. */
  private static void awaitFigures(CostCluster cluster, Map<String, String> expected) {
    await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .untilAsserted(() -> assertThat(cluster.figures()).as("seed %d", SEED).isEqualTo(expected));
  }

  /** Windows of days, whichever instance has them. */
  private JsonNode days(CostService service, String tenant) throws Exception {
    URI query =
        service
            .address()
            .resolve(
                "/v1/windows?window=1d&pipeline="
                    + CostTraffic.PIPELINE
                    + "&tenant="
                    + URLEncoder.encode(tenant, StandardCharsets.UTF_8));
    HttpResponse<byte[]> reply =
        http.send(HttpRequest.newBuilder(query).build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.statusCode()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }
}
