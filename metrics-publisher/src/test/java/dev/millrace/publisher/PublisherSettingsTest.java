package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.PublisherSettings.Mode;
import dev.millrace.publisher.domain.Terms;
import dev.millrace.schemas.metrics.Dimension;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublisherSettingsTest {

  @Test
  void hasDefaults() {
    PublisherSettings settings = read(Map.of());

    assertThat(settings.mode()).isEqualTo(Mode.CLOUDWATCH);
    assertThat(settings.cloudWatch()).isEmpty();
    assertThat(settings.terms()).isEqualTo(Terms.usual());
    assertThat(settings.terms().dimensions()).doesNotContain(Dimension.LANE, Dimension.TIER);
    assertThat(settings.alerts()).isEqualTo(new AlertSettings(Optional.empty(), ""));
  }

  @Test
  void readsEveryKey() {
    PublisherSettings settings =
        read(
            Map.of(
                "alerts.runbooks",
                "https://wiki.example.com/millrace",
                "alerts.webhook.url",
                "https://alerts.example.com/in",
                "aws.cloudwatch.endpoint",
                "http://127.0.0.1:1",
                "publisher.mode",
                "emf",
                "publisher.lateness",
                "5m",
                "publisher.corrections",
                "1d",
                "publisher.top-tenants",
                "3",
                "publisher.dimensions",
                "pipeline, model"));

    assertThat(settings.alerts().runbooks()).isEqualTo("https://wiki.example.com/millrace/");
    assertThat(settings.alerts().webhook()).isPresent();
    assertThat(settings.mode()).isEqualTo(Mode.EMF);
    assertThat(settings.cloudWatch()).contains(URI.create("http://127.0.0.1:1"));
    assertThat(settings.terms())
        .isEqualTo(
            new Terms(
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                3,
                Set.of(Dimension.PIPELINE, Dimension.MODEL)));
  }

  @Test
  void saysEverythingThatIsWrong() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                read(
                    Map.of(
                        "publisher.corrections",
                        "14d",
                        "publisher.dimensions",
                        "pipeline,colour",
                        "publisher.top-tenants",
                        "-1")))
        .withMessageContaining("publisher.top-tenants is \"-1\"")
        .withMessageContaining("publisher.dimensions has \"colour\", expected some of tenant,")
        .withMessageContaining("at most PT312H");
  }

  private static PublisherSettings read(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("kafka.bootstrap", "127.0.0.1:9092");
    SettingsReader reader = SettingsReader.of(all);
    PublisherSettings settings = PublisherSettings.from(reader);
    reader.finish();
    return settings;
  }
}
