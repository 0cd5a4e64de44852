package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.bedrock.BedrockClients.HttpVersion;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.platform.settings.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InferenceSettingsTest {

  @Test
  void hasDefaultsForAllButTheBrokers() {
    InferenceSettings settings = new GivenSettings(Map.of("kafka.bootstrap", "b:9092")).read();

    assertThat(settings.group()).isEqualTo("millrace-inference");
    assertThat(settings.calls())
        .isEqualTo(
            new InferenceSettings.Calls(
                64,
                Duration.ofSeconds(60),
                HttpVersion.HTTP_2,
                new RetryPolicy.Limits(4, Duration.ofMillis(200), Duration.ofSeconds(20))));
  }

  @Test
  void readsEveryKey() {
    InferenceSettings settings =
        new GivenSettings(
                Map.of(
                    "kafka.bootstrap", "b:9092",
                    "inference.group", "mine",
                    "inference.calls-at-once", "5",
                    "inference.call-timeout", "2s",
                    "inference.http-version", "http-1-1",
                    "inference.retry.calls", "2",
                    "inference.retry.base", "10ms",
                    "inference.retry.cap", "1s"))
            .read();

    assertThat(settings.group()).isEqualTo("mine");
    assertThat(settings.calls())
        .isEqualTo(
            new InferenceSettings.Calls(
                5,
                Duration.ofSeconds(2),
                HttpVersion.HTTP_1_1,
                new RetryPolicy.Limits(2, Duration.ofMillis(10), Duration.ofSeconds(1))));
  }

  @Test
  void givesARequestTheTimeOfAllItsCalls() {
    InferenceSettings settings =
        new GivenSettings(Map.of("kafka.bootstrap", "b:9092", "inference.retry.cap", "5s")).read();

    assertThat(settings.calls().requestTimeout()).isEqualTo(Duration.ofSeconds(4 * 65 + 10));
  }

  @Test
  void saysAllThatIsWrong() {
    GivenSettings given =
        new GivenSettings(
            Map.of(
                "kafka.bootstrap", "b:9092",
                "inference.calls-at-once", "0",
                "inference.retry.cap", "1ms",
                "inference.cals", "1"));

    assertThatThrownBy(given::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("inference.calls-at-once")
        .hasMessageContaining("inference.retry.cap")
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
