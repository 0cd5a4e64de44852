package dev.millrace.local.publisher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.bedrock.cloudwatch.CloudWatchApi;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults.Fault;
import dev.millrace.bedrock.cloudwatch.MetricStore;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * metrics-publisher as a process that is killed by kill -9, with the real client of the SDK, on a
 * real broker.
 */
class PublisherIT {

  private static final String GROUP = "millrace-metrics-publisher";
  private static final int MAX_BODY = 4 << 20;
  private static final int WINDOWS = 2_000;

  /** Its last call is taken, and never written down. */
  private static final int KILLED_WHEN_TAKEN = 3;

  /** Its last call is not taken. */
  private static final int KILLED_WHEN_REFUSED = 7;

  /** Exact in binary. */
  private static final BigDecimal COST = new BigDecimal("0.000976562500");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder = Path.of("");

  private final MetricStore store = new MetricStore();
  private final PublisherProcess publisher = new PublisherProcess();
  private volatile BigDecimal before = BigDecimal.ZERO;
  private volatile BigDecimal twice = BigDecimal.ZERO;

  @Test
  void tellsTheSumsOfTheTopicsThroughKillsThrottlingAndOutage() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      kafka.start();
      try (SchemaRegistryService registry =
              new SchemaRegistryService(
                  kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
          HttpServer cloudWatch = cloudWatch(this::fault)) {
        registry.start();
        TopicCreator.create(kafka.connection(), 1);
        send(kafka, RegistryConnection.open(registry.address()));
        Map<String, String> environment =
            Map.of(
                "MILLRACE_KAFKA_BOOTSTRAP", kafka.connection().bootstrap(),
                "MILLRACE_REGISTRY_ADDRESS", registry.address().toString(),
                "MILLRACE_AWS_CLOUDWATCH_ENDPOINT", cloudWatch.address().toString(),
                "MILLRACE_AWS_ACCESS_KEY_ID", "local",
                "MILLRACE_AWS_SECRET_ACCESS_KEY", "local");
        try {
          for (int life = 1; life <= 2; life++) {
            Process process = publisher.start(environment);
            assertThat(process.waitFor(PATIENCE.toSeconds(), SECONDS)).as("killed").isTrue();
          }
          publisher.start(environment);

          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(store.sum("CostCalls").subtract(callsOf(twice)))
                          .isEqualByComparingTo(BigDecimal.valueOf(2L * WINDOWS)));
          assertThat(twice).isPositive();
          assertThat(store.sum("CostSpent").subtract(twice))
              .isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(2L * WINDOWS)));
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(
                              store
                                  .sum("PublishedBatches")
                                  .subtract(BigDecimal.valueOf(lastBatch(kafka))))
                          .isEqualByComparingTo("1"));
          assertThat(store.sum("PublishedUncertain")).isEqualByComparingTo("2");
        } finally {
          publisher.kill();
        }
      }
    }
  }

  private Optional<Fault> fault(int call) {
    BigDecimal sum = store.sum("CostSpent");
    if (call == KILLED_WHEN_TAKEN + 1) {
      twice = sum.subtract(before);
    }
    before = sum;
    if (call == KILLED_WHEN_TAKEN) {
      publisher.kill();
      return Optional.empty();
    }
    if (call == KILLED_WHEN_REFUSED) {
      publisher.kill();
      return Optional.of(Fault.FAILED);
    }
    return call % 4 == 1 ? Optional.of(Fault.THROTTLED) : Optional.empty();
  }

  /** Each window has as many calls as grains of cost. */
  private static BigDecimal callsOf(BigDecimal cost) {
    return cost.divide(COST);
  }

  private HttpServer cloudWatch(CloudWatchFaults faults) {
    Routes routes = new Routes();
    new CloudWatchApi(store, faults, InstantSource.system()).addTo(routes);
    return HttpServer.start("cloudwatch", HttpListener.loopback(0, "test", MAX_BODY), routes);
  }

  private static long lastBatch(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.connection().properties("test"))) {
      String mark =
          admin
              .listConsumerGroupOffsets(GROUP)
              .partitionsToOffsetAndMetadata()
              .get()
              .values()
              .iterator()
              .next()
              .metadata();
      assertThat(mark).endsWith(" done");
      return Long.parseLong(mark.substring(0, mark.indexOf(' ')));
    }
  }

  /** Two revisions of each window. */
  private static void send(EmbeddedKafka kafka, RegistryConnection registry) throws Exception {
    AvroCodec<CostMetric> codec = new AvroCodec<>(Topics.COST_METRICS, registry.client());
    Instant newest = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(600);
    List<Future<?>> writings = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().properties("test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int calls = 1; calls <= 2; calls++) {
        for (int i = 0; i < WINDOWS; i++) {
          CostMetric metric = metric(newest.minusSeconds(60L * i), calls);
          writings.add(
              producer.send(
                  new ProducerRecord<>(
                      Topics.COST_METRICS.name(), "acme/triage", codec.encode(metric))));
        }
      }
    }
    for (Future<?> writing : writings) {
      writing.get();
    }
  }

  private static CostMetric metric(Instant start, int calls) {
    return CostMetric.newBuilder()
        .setTenant("acme")
        .setPipeline("triage")
        .setModelId("amazon.nova-micro-v1:0")
        .setModelVersion(1)
        .setLane(Lane.INTERACTIVE)
        .setWindowStart(start)
        .setWindowEnd(start.plusSeconds(60))
        .setRevision(calls)
        .setRequests(calls)
        .setTotal(spend(calls))
        .setUseful(spend(calls))
        .setRetries(spend(0))
        .setInvalidAnswers(spend(0))
        .setPackedOverhead(spend(0))
        .setShadows(spend(0))
        .setEstimated(spend(0))
        .build();
  }

  private static Spend spend(int calls) {
    return new Spend(
        (long) calls,
        new TokenUsage((long) calls, (long) calls, 0L, 0L, 0L),
        COST.multiply(BigDecimal.valueOf(calls)),
        0L);
  }
}
