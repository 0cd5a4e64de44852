package dev.millrace.ingestion.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be set, and what happens where nothing is. */
class ProducerSettingsTest {

  private static final Map<String, String> NEEDED =
      Map.of("producer.gateway", "https://millrace.example.com/in", "producer.key", "secret");

  @Test
  void gatewayAndKeyAreEnough() {
    assertThat(ProducerSettings.from(NEEDED))
        .isEqualTo(
            new ProducerSettings(
                URI.create("https://millrace.example.com/in"),
                new ApiKey("secret"),
                Optional.empty(),
                new Batching(500, 524_288, Duration.ofMillis(10), 4, Optional.of(4_096)),
                new Buffer(50_000, 33_554_432, Duration.ofMinutes(1)),
                new Retries(
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10))));
  }

  @Test
  void everythingCanBeSetInTheEnvironment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/bin");
    environment.put("MILLRACE_LOG_LEVEL", "debug");
    environment.put("MILLRACE_KAFKA_BOOTSTRAP", "of somebody else");
    environment.put("MILLRACE_PRODUCER_GATEWAY", "http://127.0.0.1:8080");
    environment.put("MILLRACE_PRODUCER_KEY", "secret");
    environment.put("MILLRACE_PRODUCER_BATCH_EVENTS", "1");
    environment.put("MILLRACE_PRODUCER_BATCH_BYTES", "2");
    environment.put("MILLRACE_PRODUCER_LINGER", "3ms");
    environment.put("MILLRACE_PRODUCER_REQUESTS_IN_FLIGHT", "4");
    environment.put("MILLRACE_PRODUCER_GZIP_FROM_BYTES", "off");
    environment.put("MILLRACE_PRODUCER_BUFFER_EVENTS", "5");
    environment.put("MILLRACE_PRODUCER_BUFFER_BYTES", "6000000000");
    environment.put("MILLRACE_PRODUCER_MAX_BLOCK", "7s");
    environment.put("MILLRACE_PRODUCER_DELIVERY_TIMEOUT", "8m");
    environment.put("MILLRACE_PRODUCER_REQUEST_TIMEOUT", "9s");
    environment.put("MILLRACE_PRODUCER_FIRST_BACKOFF", "10ms");
    environment.put("MILLRACE_PRODUCER_MAX_BACKOFF", "1h");

    assertThat(ProducerSettings.from(environment))
        .isEqualTo(
            new ProducerSettings(
                URI.create("http://127.0.0.1:8080"),
                new ApiKey("secret"),
                Optional.empty(),
                new Batching(1, 2, Duration.ofMillis(3), 4, Optional.empty()),
                new Buffer(5, 6_000_000_000L, Duration.ofSeconds(7)),
                new Retries(
                    Duration.ofMinutes(8),
                    Duration.ofSeconds(9),
                    Duration.ofMillis(10),
                    Duration.ofHours(1))));
  }

  @Test
  void propertiesWillDo() {
    Properties properties = new Properties();
    properties.putAll(NEEDED);
    properties.setProperty("producer.gzip-from-bytes", "0");

    assertThat(ProducerSettings.from(properties).batching().gzipFromBytes()).contains(0);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ProducerSettings.from(
                    Map.of(
                        "producer.gateway", "http://user:pass@host",
                        "producer.batch-events", "many",
                        "producer.lingers", "1ms",
                        "producer.max-block", "soon",
                        "producer.max-backoff", "1ms")))
        .withMessageContaining("producer.key is not set: set it, or MILLRACE_PRODUCER_KEY")
        .withMessageContaining("producer.batch-events cannot be read, expected a whole number")
        .withMessageContaining("producer.lingers is no setting")
        .withMessageContaining(
            "producer.max-block cannot be read, expected a duration such as 10ms, 30s or 2m")
        .withMessageContaining("producer.max-backoff is PT0.001S, expected at least")
        .withMessageNotContaining("pass");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://host", "host:8080", "/v1", "http://user:pass@host", "http://host/?key=1"})
  void aGatewayIsAnAddressAndNothingElse(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProducerSettings.of(URI.create(address), new ApiKey("secret")))
        .withMessageStartingWith("producer.gateway is not a URI such as")
        .withMessageNotContaining(address);
  }

  @Test
  void timesAreWithinBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batching.DEFAULT.withLinger(Duration.ofMillis(-1)))
        .withMessageStartingWith("producer.linger is PT-0.001S, expected zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Retries.DEFAULT.withDeliveryTimeout(Duration.ofDays(366)))
        .withMessageEndingWith("at most PT8760H");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Retries.DEFAULT.withRequestTimeout(Duration.ZERO))
        .withMessage("producer.request-timeout is PT0S, expected more than nothing");
  }

  @Test
  void theKeyIsNeverShown() {
    assertThat(ProducerSettings.from(NEEDED).toString())
        .contains("key=***")
        .doesNotContain("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiKey("two words"))
        .withMessageNotContaining("words");
  }
}
