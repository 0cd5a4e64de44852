package dev.millrace.publisher.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {

  private static final String URL = "alerts.webhook.url";
  private static final String SECRET = "alerts.webhook.secret";

  @Test
  void isAbsentWithoutAnAddress() {
    assertThat(read(Map.of())).isEmpty();
  }

  @Test
  void hasDefaults() {
    assertThat(read(Map.of(URL, "https://alerts.example.com/in")))
        .hasValueSatisfying(
            webhook -> {
              assertThat(webhook.address().reveal()).isEqualTo("https://alerts.example.com/in");
              assertThat(webhook.keys()).isEmpty();
              assertThat(webhook.timeout()).isEqualTo(Duration.ofSeconds(15));
            });
  }

  @Test
  void readsEveryKey() {
    assertThat(
            read(
                Map.of(
                    URL,
                    "http://mesh.internal/in",
                    SECRET,
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "alerts.webhook.timeout",
                    "3s",
                    "alerts.webhook.plaintext",
                    "true")))
        .hasValueSatisfying(
            webhook -> {
              assertThat(webhook.keys()).isPresent();
              assertThat(webhook.timeout()).isEqualTo(Duration.ofSeconds(3));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com",
        "relative/path",
        "https://token@example.com",
        "https://no host/in"
      })
  void refusesWhatIsNoAddressWithoutShowingIt(String address) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(Map.of(URL, address)))
        .withMessageContaining("alerts.webhook.url is no address such as https://")
        .withMessageNotContaining(address);
  }

  @Test
  void refusesPlaintextElsewhereThanOnLoopback() {
    assertThat(read(Map.of(URL, "http://127.0.0.1:9/in"))).isPresent();
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(Map.of(URL, "http://alerts.example.com/in/T0PS3CRET")))
        .withMessageContaining("begins with http, where others could read alerts off the wire")
        .withMessageNotContaining("T0PS3CRET");
  }

  @Test
  void saysEverythingThatIsWrong() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                read(
                    Map.of(
                        URL,
                        "https://alerts.example.com",
                        SECRET,
                        "hunter2",
                        "alerts.webhook.timeout",
                        "1h")))
        .withMessageContaining("alerts.webhook.secret: expected whsec_")
        .withMessageContaining("alerts.webhook.timeout is PT1H, expected more than 0")
        .withMessageNotContaining("hunter2");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(Map.of(SECRET, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        .withMessageContaining("alerts.webhook.secret is set, but alerts.webhook.url is not");
  }

  @Test
  void showsNoSecret() {
    assertThat(read(Map.of(URL, "https://alerts.example.com/T0PS3CRET")).toString())
        .doesNotContain("T0PS3CRET");
  }

  private static Optional<WebhookSettings> read(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    Optional<WebhookSettings> settings = WebhookSettings.from(reader);
    reader.finish();
    return settings;
  }
}
