package dev.millrace.inference;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.bedrock.BatchPlace;
import dev.millrace.inference.domain.ResponseCache;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.domain.quota.QuotaLimits;
import dev.millrace.platform.settings.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferenceSettingsTest {

  @Test
  void hasDefaultsForAllButTheBrokers() {
    InferenceSettings settings = new GivenSettings(Map.of("kafka.bootstrap", "b:9092")).read();

    assertThat(settings.group()).isEqualTo("millrace-inference");
    assertThat(settings.calls())
        .isEqualTo(
            new InferenceSettings.Calls(
                new CallLimits(64, Map.of()),
                new InferenceSettings.Waiting(16_384, 64L << 20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                new RetryPolicy.Limits(4, Duration.ofMillis(200), Duration.ofSeconds(20)),
                new ResponseCache.Bounds(10_000, 16L << 20)));
  }

  @Test
  void readsEveryKey() {
    InferenceSettings settings =
        new GivenSettings(
                Map.ofEntries(
                    entry("kafka.bootstrap", "b:9092"),
                    entry("inference.group", "mine"),
                    entry("inference.calls-at-once", "5"),
                    entry("inference.waiting", "7"),
                    entry("inference.waiting-mib", "2"),
                    entry(
                        "inference.quotas",
                        "amazon.nova-micro-v1:0=2000000/1000,"
                            + " arn:aws:bedrock:us-east-1:1:application-inference-profile/a=10/1"),
                    entry("inference.call-timeout", "2s"),
                    entry("inference.stream-silence", "1500ms"),
                    entry("inference.cache-entries", "9"),
                    entry("inference.cache-mib", "3"),
                    entry("inference.retry.calls", "2"),
                    entry("inference.retry.base", "10ms"),
                    entry("inference.retry.cap", "1s")))
            .read();

    assertThat(settings.group()).isEqualTo("mine");
    assertThat(settings.calls())
        .isEqualTo(
            new InferenceSettings.Calls(
                new CallLimits(
                    5,
                    Map.of(
                        "amazon.nova-micro-v1:0",
                        new QuotaLimits(2_000_000, 1_000),
                        "arn:aws:bedrock:us-east-1:1:application-inference-profile/a",
                        new QuotaLimits(10, 1))),
                new InferenceSettings.Waiting(7, 2L << 20),
                Duration.ofSeconds(2),
                Duration.ofMillis(1500),
                new RetryPolicy.Limits(2, Duration.ofMillis(10), Duration.ofSeconds(1)),
                new ResponseCache.Bounds(9, 3L << 20)));
  }

  @Test
  void hasNoBatchJobsWithoutABucket() {
    InferenceSettings settings = new GivenSettings(Map.of("kafka.bootstrap", "b:9092")).read();

    assertThat(settings.batch()).isEmpty();
    assertThat(settings.capacity()).isEqualTo(16_384);
  }

  @Test
  void hasDefaultsForBatchJobs() {
    InferenceSettings settings =
        new GivenSettings(
                Map.of(
                    "kafka.bootstrap", "b:9092",
                    "inference.batch.bucket", "data",
                    "inference.batch.role-arn", "arn:aws:iam::1:role/batch"))
            .read();

    assertThat(settings.batch())
        .contains(
            new BatchSettings(
                new BatchPlace("data", "millrace/batch", "arn:aws:iam::1:role/batch"),
                Optional.empty(),
                Optional.empty(),
                new BatchTerms(
                    Duration.ofHours(25),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30),
                    new InferenceSettings.Waiting(10_000, 64L << 20))));
    assertThat(settings.capacity()).isEqualTo(26_384);
  }

  @Test
  void readsEveryKeyOfBatchJobs() {
    InferenceSettings settings =
        new GivenSettings(
                Map.ofEntries(
                    entry("kafka.bootstrap", "b:9092"),
                    entry("aws.s3.endpoint", "http://127.0.0.1:1"),
                    entry("aws.bedrock.control-endpoint", "http://127.0.0.1:2"),
                    entry("inference.batch.bucket", "data"),
                    entry("inference.batch.prefix", "a"),
                    entry("inference.batch.role-arn", "arn:aws:iam::1:role/batch"),
                    entry("inference.batch.least-time", "5m"),
                    entry("inference.batch.margin", "1m"),
                    entry("inference.batch.poll", "1s"),
                    entry("inference.batch.held", "7"),
                    entry("inference.batch.held-mib", "2")))
            .read();

    assertThat(settings.batch())
        .contains(
            new BatchSettings(
                new BatchPlace("data", "a", "arn:aws:iam::1:role/batch"),
                Optional.of(URI.create("http://127.0.0.1:1")),
                Optional.of(URI.create("http://127.0.0.1:2")),
                new BatchTerms(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(1),
                    new InferenceSettings.Waiting(7, 2L << 20))));
  }

  @Test
  void saysWhatIsWrongWithBatchJobs() {
    GivenSettings given =
        new GivenSettings(
            Map.of(
                "kafka.bootstrap", "b:9092",
                "inference.batch.bucket", "data",
                "inference.batch.margin", "25h"));

    assertThatThrownBy(given::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("inference.batch.bucket and inference.batch.role-arn go together")
        .hasMessageContaining("inference.batch.margin is PT25H, expected less than");
  }

  @Test
  void saysAllThatIsWrong() {
    GivenSettings given =
        new GivenSettings(
            Map.of(
                "kafka.bootstrap", "b:9092",
                "inference.calls-at-once", "0",
                "inference.retry.cap", "1ms",
                "inference.quotas", "m=0/1",
                "inference.cals", "1"));

    assertThatThrownBy(given::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("inference.calls-at-once")
        .hasMessageContaining("inference.retry.cap")
        .hasMessageContaining("inference.quotas holds 'm=0/1', expected MODEL=TOKENS/REQUESTS")
        .hasMessageContaining("inference.cals");
  }

  @Test
  void travelsWithoutShowingItsValues() throws Exception {
    GivenSettings given =
        new GivenSettings(
            Map.of(
                "kafka.bootstrap", "b:9092", "registry.user", "me", "registry.password", "hush"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(given);
    }

    Object arrived;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      arrived = in.readObject();
    }

    assertThat(((GivenSettings) arrived).read()).isEqualTo(given.read());
    assertThat(given.toString()).contains("registry.password").doesNotContain("hush");
  }
}
