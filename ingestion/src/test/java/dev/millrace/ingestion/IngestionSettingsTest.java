package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.RateLimits;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.platform.http.HttpLimits;
import dev.millrace.platform.http.HttpTls;
import dev.millrace.platform.http.HttpTls.ClientCertificates;
import dev.millrace.platform.http.HttpTls.Store;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(settings.listener().limits()).isEqualTo(HttpLimits.DEFAULT);
    assertThat(settings.listener().tls()).isEmpty();
    assertThat(settings.limits()).isEqualTo(RateLimits.DEFAULT);
    assertThat(settings.stateFolder()).isEqualTo(Path.of(".millrace/streams"));
    assertThat(settings.instance()).isEqualTo("ingestion-0");
    assertThat(settings.threads()).isEqualTo(1);
    assertThat(settings.streams()).isEqualTo(new StreamLimits(64, 8));
    assertThat(settings.telemetry()).isEqualTo(TelemetrySettings.off());
    assertThat(settings.predictionIndex())
        .isEqualTo(Path.of(".millrace/streams/predictions/ingestion-0"));
  }

  /** A task reads one partition ({@link IngestionTopologyTest}): there is nothing to wait for. */
  @Test
  void letsNoTaskWaitForAnotherPartition() {
    assertThat(IngestionService.properties(read(Map.of())))
        .containsEntry(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L)
        .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
  }

  @Test
  void readsEveryKey() {
    IngestionSettings settings =
        read(
            Map.ofEntries(
                Map.entry("ingestion.gateway.host", "0.0.0.0"),
                Map.entry("ingestion.gateway.port", "80"),
                Map.entry("ingestion.gateway.max-body-bytes", "1000"),
                Map.entry("ingestion.gateway.max-connections", "50"),
                Map.entry("ingestion.gateway.max-connections-per-address", "5"),
                Map.entry("ingestion.gateway.tls.keystore", "/identity.p12"),
                Map.entry("ingestion.gateway.tls.keystore-password", "one"),
                Map.entry("ingestion.gateway.tls.truststore", "/authorities.p12"),
                Map.entry("ingestion.gateway.tls.truststore-password", "two"),
                Map.entry("ingestion.gateway.tls.client-certificates", "need"),
                Map.entry("ingestion.gateway.plaintext", "false"),
                Map.entry("ingestion.limits.events-per-second", "7"),
                Map.entry("ingestion.limits.bytes-per-second", "8000"),
                Map.entry("ingestion.personal-data.keys-file", "/secrets/keys"),
                Map.entry("ingestion.gateway.streams", "100"),
                Map.entry("ingestion.gateway.streams-per-tenant", "10"),
                Map.entry("ingestion.state-folder", "/state"),
                Map.entry("ingestion.instance", "ingestion-7"),
                Map.entry("ingestion.threads", "4"),
                Map.entry("telemetry.collector", "http://127.0.0.1:4318"),
                Map.entry("telemetry.ratio", "1")));

    assertThat(settings.listener().host()).isEqualTo("0.0.0.0");
    assertThat(settings.listener().port()).isEqualTo(80);
    assertThat(settings.listener().maxBodyBytes()).isEqualTo(1000);
    assertThat(settings.personalDataKeys()).isEqualTo(Path.of("/secrets/keys"));
    assertThat(settings.listener().limits())
        .isEqualTo(HttpLimits.DEFAULT.with(new HttpLimits.Crowd(50, 5)));
    assertThat(settings.listener().tls())
        .contains(
            new HttpTls(
                new Store(Path.of("/identity.p12"), new Secret("one")),
                Optional.of(new Store(Path.of("/authorities.p12"), new Secret("two"))),
                ClientCertificates.NEED,
                HttpTls.DEFAULT_LOOK));
    assertThat(settings.limits()).isEqualTo(new RateLimits(7, 8000));
    assertThat(settings.stateFolder()).isEqualTo(Path.of("/state"));
    assertThat(settings.instance()).isEqualTo("ingestion-7");
    assertThat(settings.threads()).isEqualTo(4);
    assertThat(settings.streams()).isEqualTo(new StreamLimits(100, 10));
    assertThat(settings.telemetry())
        .isEqualTo(
            new TelemetrySettings(
                Optional.of(URI.create("http://127.0.0.1:4318")),
                Map.of(),
                1,
                TelemetrySettings.Compression.NONE,
                8_192));
  }

  @Test
  void letsAGatewayStandAlone() {
    assertThat(read(Map.of("ingestion.threads", "0")).threads()).isZero();
    assertThatThrownBy(() -> read(Map.of("ingestion.threads", "-1")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ingestion.threads");
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

  @Test
  void needsNoKeyToStart() {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "kafka.bootstrap",
                "broker:9092",
                "ingestion.personal-data.keys-file",
                "/secrets/keys"));

    assertThat(IngestionSettings.from(reader).keys().tenants()).isEmpty();
    reader.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "gateway.example.com", "10.0.0.7"})
  void showsNothingInPlaintextToOtherMachinesUnlessItIsTold(String host) {
    Map<String, String> open = Map.of("ingestion.gateway.host", host);

    assertThatThrownBy(() -> read(open))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ingestion.gateway.tls.keystore")
        .hasMessageContaining("ingestion.gateway.plaintext=true");
    assertThat(
            read(Map.of("ingestion.gateway.host", host, "ingestion.gateway.plaintext", "true"))
                .listener()
                .host())
        .isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
  void speaksPlaintextOnThisMachine(String host) {
    assertThat(read(Map.of("ingestion.gateway.host", host)).listener().tls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keystore",
        "keystore-password",
        "truststore",
        "truststore-password",
        "client-certificates"
      })
  void tellsWhatIsMissingOfTls(String alone) {
    String key = "ingestion.gateway.tls." + alone;

    assertThatThrownBy(() -> read(Map.of(key, alone.startsWith("client") ? "want" : "secret")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ingestion.gateway.tls.")
        .hasMessageNotContaining("secret");
  }

  @Test
  void doesNotTakeTlsAndPlaintextTogether() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "ingestion.gateway.tls.keystore", "/identity.p12",
                        "ingestion.gateway.tls.keystore-password", "one",
                        "ingestion.gateway.plaintext", "true")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("drop one of them");
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
