package dev.millrace.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.queries.Wire;
import dev.millrace.platform.http.HttpTls;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class CostSettingsTest {

  @Test
  void hasDefaults() {
    CostSettings settings = read(Map.of());

    assertThat(settings.kafka().bootstrap()).isEqualTo("broker:9092");
    assertThat(settings.place())
        .isEqualTo(new CostSettings.Place(Path.of(".millrace/streams"), "cost-0", 1));
    assertThat(settings.horizon())
        .isEqualTo(new Horizon(Duration.ofDays(32), Duration.ofDays(400)));
    assertThat(settings.pace()).isEqualTo(new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    assertThat(settings.queries().listener().host()).isEqualTo("127.0.0.1");
    assertThat(settings.queries().listener().port()).isEqualTo(8090);
    assertThat(settings.queries().advertised()).isEmpty();
    assertThat(settings.queries().key()).isEmpty();
    assertThat(settings.queries().wire()).isEqualTo(Wire.LOOPBACK);
  }

  @Test
  void readsEveryKey() {
    CostSettings settings =
        read(
            Map.ofEntries(
                Map.entry("cost.state-folder", "/state"),
                Map.entry("cost.instance", "cost-7"),
                Map.entry("cost.threads", "4"),
                Map.entry("cost.retention", "10d"),
                Map.entry("cost.daily-retention", "100d"),
                Map.entry("cost.write-interval", "7s"),
                Map.entry("cost.roll-up-interval", "20s"),
                Map.entry("cost.queries.host", "0.0.0.0"),
                Map.entry("cost.queries.port", "80"),
                Map.entry("cost.queries.address", "cost-7.internal:80"),
                Map.entry("cost.queries.key", "secret"),
                Map.entry("cost.queries.tls.keystore", "/keys/cost.p12"),
                Map.entry("cost.queries.tls.keystore-password", "word")));

    assertThat(settings.place()).isEqualTo(new CostSettings.Place(Path.of("/state"), "cost-7", 4));
    assertThat(settings.horizon())
        .isEqualTo(new Horizon(Duration.ofDays(10), Duration.ofDays(100)));
    assertThat(settings.pace()).isEqualTo(new Pace(Duration.ofSeconds(7), Duration.ofSeconds(20)));
    assertThat(settings.queries().listener().host()).isEqualTo("0.0.0.0");
    assertThat(settings.queries().listener().port()).isEqualTo(80);
    assertThat(settings.queries().advertised()).contains("cost-7.internal:80");
    assertThat(settings.queries().key()).contains(new Secret("secret"));
    assertThat(settings.queries().wire()).isEqualTo(Wire.TLS);
    assertThat(settings.queries().listener().tls())
        .contains(HttpTls.of(new HttpTls.Store(Path.of("/keys/cost.p12"), new Secret("word"))));
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "cost.threads", "0",
                        "cost.daily-retention", "33d",
                        "cost.write-interval", "1ms",
                        "cost.queries.host", "0.0.0.0",
                        "cost.queries.address", "http://somewhere")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cost.threads")
        .hasMessageContaining("cost.daily-retention")
        .hasMessageContaining("cost.write-interval")
        .hasMessageContaining("set cost.queries.key")
        .hasMessageContaining("set cost.queries.tls.keystore, or cost.queries.plaintext=true")
        .hasMessageContaining("expected HOST:PORT");
  }

  @Test
  void rollsUpNotMoreOftenThanItWrites() {
    assertThat(read(Map.of("cost.write-interval", "30s")).pace().rollingUp())
        .as("where nothing is said")
        .isEqualTo(Duration.ofSeconds(30));

    assertThatThrownBy(() -> read(Map.of("cost.roll-up-interval", "500ms")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cost.roll-up-interval")
        .hasMessageContaining("hours not more often than minutes");
  }

  @Test
  void speaksInPlaintextBeyondLoopbackOnlyWhereItIsTold() {
    Map<String, String> beyond =
        Map.of("cost.queries.host", "0.0.0.0", "cost.queries.key", "secret");
    assertThatThrownBy(() -> read(beyond)).isInstanceOf(SettingsException.class);

    Map<String, String> told = new HashMap<>(beyond);
    told.put("cost.queries.plaintext", "true");

    assertThat(read(told).queries().wire()).isEqualTo(Wire.PLAINTEXT);
  }

  @Test
  void runsExactlyOnce() {
    assertThat(CostService.properties(read(Map.of())))
        .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
        .containsEntry(StreamsConfig.APPLICATION_ID_CONFIG, CostService.GROUP);
  }

  private static CostSettings read(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("kafka.bootstrap", "broker:9092");
    SettingsReader reader = SettingsReader.of(all);
    CostSettings settings = CostSettings.from(reader);
    reader.finish();
    return settings;
  }
}
