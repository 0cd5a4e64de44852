package dev.millrace.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings.Compression;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetrySettingsTest {

  @Test
  void tellsNothingUnlessSomebodyAsks() {
    assertThat(read(Map.of()))
        .isEqualTo(new TelemetrySettings(Optional.empty(), Map.of(), 0.05, Compression.NONE, 8_192))
        .isEqualTo(TelemetrySettings.off());
    assertThat(Telemetry.open(read(Map.of()), "test").isOn()).isFalse();
  }

  @Test
  void readsEveryKey() {
    assertThat(
            read(
                Map.of(
                    "telemetry.collector", "http://127.0.0.1:4318",
                    "telemetry.headers", "x-key=abc==, x-team=ml",
                    "telemetry.ratio", "0.25",
                    "telemetry.compression", "gzip",
                    "telemetry.waiting-spans", "100")))
        .isEqualTo(
            new TelemetrySettings(
                Optional.of(URI.create("http://127.0.0.1:4318")),
                Map.of("x-key", new Secret("abc=="), "x-team", new Secret("ml")),
                0.25,
                Compression.GZIP,
                100));
  }

  @ParameterizedTest
  @CsvSource({
    "telemetry.ratio, 1.1",
    "telemetry.ratio, -0.1",
    "telemetry.ratio, NaN",
    "telemetry.ratio, much",
    "telemetry.compression, zstd",
    "telemetry.waiting-spans, 0",
    "telemetry.headers, abc",
    "telemetry.collector, 127.0.0.1"
  })
  void saysWhatIsWrong(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key);
  }

  private static TelemetrySettings read(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    TelemetrySettings settings = TelemetrySettings.from(reader);
    reader.finish();
    return settings;
  }
}
