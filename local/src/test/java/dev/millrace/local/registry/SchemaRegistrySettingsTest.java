package dev.millrace.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.settings.SettingsReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaRegistrySettingsTest {

  @Test
  void listensOnLoopback() {
    SettingsReader reader = SettingsReader.of(Map.of("kafka.bootstrap", "b-1:9092"));

    SchemaRegistrySettings settings = SchemaRegistrySettings.from(reader);

    reader.finish();
    assertThat(settings.listener().isLoopback()).isTrue();
    assertThat(settings.listener().port()).isEqualTo(8081);
  }

  @Test
  void listensElsewhereOnlyBehindAFence() {
    SettingsReader open =
        SettingsReader.of(Map.of("kafka.bootstrap", "b-1:9092", "registry.host", "0.0.0.0"));
    SettingsReader fenced =
        SettingsReader.of(
            Map.of(
                "kafka.bootstrap", "b-1:9092",
                "registry.host", "0.0.0.0",
                "registry.fenced", "true"));

    SchemaRegistrySettings unused = SchemaRegistrySettings.from(open);

    assertThatThrownBy(open::finish)
        .hasMessageContaining("anybody may write schemas who reaches it")
        .hasMessageContaining("registry.fenced=true");
    assertThat(SchemaRegistrySettings.from(fenced).listener().host()).isEqualTo("0.0.0.0");
    fenced.finish();
  }
}
