package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestionSettingsTest {

  private static final String DIGEST = ApiKeys.digest("secret");
  private static final Map<String, String> REQUIRED =
      Map.of(
          "kafka.bootstrap", "broker:9092",
          "ingestion.keys", DIGEST + "=acme",
          "ingestion.personal-data.keys-file", "/keys/personal-data.keys");

  @Test
  void hasDefaults() {
    IngestionSettings settings = read(Map.of());

    assertThat(settings.kafka().bootstrap()).isEqualTo("broker:9092");
    assertThat(settings.listener().host()).isEqualTo("127.0.0.1");
    assertThat(settings.listener().port()).isEqualTo(8080);
    assertThat(settings.listener().maxBodyBytes()).isEqualTo(8 * 1024 * 1024);
    assertThat(settings.keys().tenants()).containsExactly(Map.entry(DIGEST, "acme"));
    assertThat(settings.personalDataKeys()).isEqualTo(Path.of("/keys/personal-data.keys"));
    assertThat(settings.stateFolder()).isEqualTo(Path.of(".millrace/streams"));
    assertThat(settings.instance()).isEqualTo("ingestion-0");
    assertThat(settings.threads()).isEqualTo(1);
    assertThat(settings.streams()).isEqualTo(new StreamLimits(64, 8));
    assertThat(settings.predictionIndex())
        .isEqualTo(Path.of(".millrace/streams/predictions/ingestion-0"));
  }

  @Test
  void readsEveryKey() {
    IngestionSettings settings =
        read(
            Map.of(
                "ingestion.gateway.host", "0.0.0.0",
                "ingestion.gateway.port", "80",
                "ingestion.gateway.max-body-bytes", "1000",
                "ingestion.personal-data.keys-file", "/secrets/keys",
                "ingestion.state-folder", "/state",
                "ingestion.instance", "ingestion-7",
                "ingestion.threads", "4",
                "ingestion.gateway.streams", "100",
                "ingestion.gateway.streams-per-tenant", "10"));

    assertThat(settings.listener().host()).isEqualTo("0.0.0.0");
    assertThat(settings.listener().port()).isEqualTo(80);
    assertThat(settings.listener().maxBodyBytes()).isEqualTo(1000);
    assertThat(settings.personalDataKeys()).isEqualTo(Path.of("/secrets/keys"));
    assertThat(settings.stateFolder()).isEqualTo(Path.of("/state"));
    assertThat(settings.instance()).isEqualTo("ingestion-7");
    assertThat(settings.threads()).isEqualTo(4);
    assertThat(settings.streams()).isEqualTo(new StreamLimits(100, 10));
  }

  @Test
  void holdsTheLimitsOfStreamsAgainstEachOther() {
    assertThat(read(Map.of("ingestion.gateway.streams", "3")).streams())
        .isEqualTo(new StreamLimits(3, 3));
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "ingestion.gateway.streams", "3",
                        "ingestion.gateway.streams-per-tenant", "4")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ingestion.gateway.streams lets only 3 be open in all");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    Map<String, String> wrong =
        Map.of(
            "ingestion.keys", "secret",
            "ingestion.personal-data.keys-file", "",
            "ingestion.threads", "many",
            "ingestion.gateway.prot", "80");

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ingestion.keys cannot be read: expected DIGEST=TENANT")
        .hasMessageContaining("ingestion.personal-data.keys-file is not set")
        .hasMessageContaining("ingestion.threads")
        .hasMessageContaining("did you mean ingestion.gateway.port")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesBodiesLargerThanWhatMayBeUnderWay() {
    String key = "ingestion.gateway.max-body-bytes";

    assertThat(read(Map.of(key, "33554432")).listener().maxBodyBytes()).isEqualTo(32 << 20);
    assertThatThrownBy(() -> read(Map.of(key, "33554433")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key);
  }

  private static IngestionSettings read(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(REQUIRED);
    values.putAll(more);
    SettingsReader reader = SettingsReader.of(values);
    IngestionSettings settings = IngestionSettings.from(reader);
    reader.finish();
    return settings;
  }
}
