package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.judge.JudgeSettings;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class LifecycleSettingsTest {

  @Test
  void hasDefaults() {
    LifecycleSettings settings = read(Map.of());

    assertThat(settings.kafka().bootstrap()).isEqualTo("broker:9092");
    assertThat(settings.place())
        .isEqualTo(new LifecycleSettings.Place(Path.of(".millrace/streams"), "lifecycle-0"));
    assertThat(settings.judge()).isEqualTo(new JudgeSettings(4, Duration.ofHours(1)));
    assertThat(settings.pace())
        .isEqualTo(
            new Pace(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                new Pace.Shadow(100, Duration.ofMinutes(30)),
                new BigDecimal("1")));
  }

  @Test
  void readsEveryKey() {
    LifecycleSettings settings =
        read(
            Map.ofEntries(
                Map.entry("lifecycle.state-folder", "/state"),
                Map.entry("lifecycle.instance", "lifecycle-7"),
                Map.entry("lifecycle.tick", "5s"),
                Map.entry("lifecycle.relook", "10s"),
                Map.entry("lifecycle.rejected-kept", "1h"),
                Map.entry("lifecycle.shadow.requests", "7"),
                Map.entry("lifecycle.shadow.longest", "2h"),
                Map.entry("lifecycle.judge.calls", "9"),
                Map.entry("lifecycle.judge.patience", "2h"),
                Map.entry("lifecycle.evaluation.budget", "2.50")));

    assertThat(settings.place())
        .isEqualTo(new LifecycleSettings.Place(Path.of("/state"), "lifecycle-7"));
    assertThat(settings.judge()).isEqualTo(new JudgeSettings(9, Duration.ofHours(2)));
    assertThat(settings.pace())
        .isEqualTo(
            new Pace(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                new Pace.Shadow(7, Duration.ofHours(2)),
                new BigDecimal("2.50")));
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "lifecycle.shadow.requests", "0",
                        "lifecycle.evaluation.budget", "much",
                        "lifecycle.judge.patience", "1d",
                        "lifecycle.tock", "1s")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("lifecycle.shadow.requests")
        .hasMessageContaining(
            "lifecycle.evaluation.budget is \"much\", expected US dollars above 0")
        .hasMessageContaining("lifecycle.judge.patience")
        .hasMessageContaining("lifecycle.tock");
  }

  @Test
  void runsExactlyOnce() {
    assertThat(LifecycleService.properties(read(Map.of())))
        .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
        .containsEntry(StreamsConfig.APPLICATION_ID_CONFIG, LifecycleService.GROUP);
  }

  private static LifecycleSettings read(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("kafka.bootstrap", "broker:9092");
    all.put("lifecycle.bucket", "bucket");
    all.put("lifecycle.role-arn", "arn:aws:iam::000000000000:role/jobs");
    SettingsReader reader = SettingsReader.of(all);
    LifecycleSettings settings = LifecycleSettings.from(reader);
    reader.finish();
    return settings;
  }
}
