package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.model.OpenAiModel;
import dev.millrace.bedrock.model.ScriptedModel;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BedrockLocalSettingsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void hasDefaults() {
    BedrockLocalSettings settings = read(Map.of());

    assertThat(settings)
        .isEqualTo(BedrockLocalSettings.of(8088, Path.of(".millrace/bedrock/invocations.jsonl")));
  }

  @Test
  void readsEveryKey() throws IOException {
    BedrockLocalSettings settings =
        read(
            Map.of(
                "bedrock.port", "0",
                "bedrock.invocations", "meter.jsonl",
                "bedrock.latency", "20ms",
                "bedrock.setup-file",
                    setup(
                        """
                        {
                          "models": {
                            "meta.": {"forward": {"address": "http://127.0.0.1:11434/v1", "model": "llama3.2"}},
                            "amazon.nova-pro": {"script": [{"words": "refund", "answer": "billing"}], "otherwise": "bug"}
                          },
                          "guardrails": {"nosecrets": {"words": ["password"], "message": "No."}}
                        }
                        """)));

    assertThat(settings.listener().port()).isZero();
    assertThat(settings.invocations()).isEqualTo(Path.of("meter.jsonl"));
    assertThat(settings.latency()).isEqualTo(Duration.ofMillis(20));
    assertThat(settings.models().get("meta.")).isInstanceOf(OpenAiModel.class);
    assertThat(settings.models().get("amazon.nova-pro"))
        .isEqualTo(new ScriptedModel(List.of(new ScriptedModel.Rule("refund", "billing")), "bug"));
    assertThat(settings.guardrails()).containsOnlyKeys("nosecrets");
  }

  @Test
  void tellsEveryProblemOfTheSetupAtOnce() throws IOException {
    String file =
        setup(
            """
            {
              "models": {
                "a.": {},
                "b.": {"forward": {"address": "ftp://x", "model": 1}},
                "c.": {"script": [{"words": "x", "reply": "y"}], "otherwise": "z"}
              },
              "guardrails": {"g": {"words": [], "message": "No."}},
              "limits": {}
            }
            """);

    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the file has an unknown member limits")
        .hasMessageContaining("models.a. has neither forward nor script")
        .hasMessageContaining("models.b..forward.model is not a text")
        .hasMessageContaining("models.b..forward.address is not an http or https address")
        .hasMessageContaining("models.c..script has an unknown member reply")
        .hasMessageContaining("guardrails.g.words is empty");
  }

  @Test
  void tellsThatTheSetupIsNotThere() {
    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", folder.resolve("none").toString())))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be read");
  }

  private String setup(String json) throws IOException {
    return Files.writeString(folder.resolve("setup.json"), json).toString();
  }

  private static BedrockLocalSettings read(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    return settings;
  }
}
