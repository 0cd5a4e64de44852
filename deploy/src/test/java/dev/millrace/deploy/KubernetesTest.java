package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.drift.DriftSettings;
import dev.millrace.inference.InferenceSettings;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests start the jobs as they are: with settings that they take, from their savepoint. */
class KubernetesTest {

  @Test
  void inferenceTakesItsSettings() throws IOException {
    JsonNode manifest = manifest("inference-stream");

    SettingsReader reader = settings(manifest);
    InferenceSettings settings = InferenceSettings.from(reader);

    reader.finish();
    assertThat(settings.calls().limits().quotas()).hasSize(1);
    assertUpgradesKeepState(manifest, "inference-stream");
  }

  @Test
  void driftTakesItsSettings() throws IOException {
    JsonNode manifest = manifest("drift-detector");

    SettingsReader reader = settings(manifest);
    DriftSettings unused = DriftSettings.from(reader);

    reader.finish();
    assertUpgradesKeepState(manifest, "drift-detector");
  }

  private static void assertUpgradesKeepState(JsonNode manifest, String job) {
    assertThat(manifest.at("/spec/job/upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(manifest.at("/spec/job/jarURI").asText()).endsWith("/" + job + ".jar");
    assertThat(manifest.at("/spec/flinkVersion").asText()).isEqualTo("v2_2");
  }

  private static JsonNode manifest(String job) throws IOException {
    String text = Files.readString(Path.of("kubernetes", job + ".yaml"));
    return new JsonMapper()
        .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static SettingsReader settings(JsonNode manifest) {
    Map<String, String> environment = new HashMap<>();
    manifest
        .at("/spec/podTemplate/spec/containers/0/env")
        .forEach(one -> environment.put(one.path("name").asText(), one.path("value").asText()));
    assertThat(environment).isNotEmpty();
    return SettingsReader.from(environment, Optional.empty());
  }
}
