package dev.millrace.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmittedSettingsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("MILLRACE_KAFKA_BOOTSTRAP", "environment:9092");

  @TempDir private Path folder;

  @Test
  void areThoseOfTheEnvironmentAndTheFileThatIsNamed() throws IOException {
    Path file = folder.resolve("job.properties");
    Files.writeString(file, "kafka.bootstrap=file:9092\ninference.calls-at-once=8\n");

    Map<String, String> settings =
        SubmittedSettings.of(new String[] {file.toString()}, ENVIRONMENT, managed());

    assertThat(settings)
        .containsOnly(
            Map.entry("kafka.bootstrap", "environment:9092"),
            Map.entry("inference.calls.at.once", "8"));
  }

  @Test
  void areTheRuntimePropertiesOfTheirGroupOnManagedFlink() throws IOException {
    Files.writeString(
        managed(),
        """
        [ {"PropertyGroupId": "other", "PropertyMap": {"kafka.bootstrap": "other:9092"}},
          {"PropertyGroupId": "millrace", "PropertyMap": {"kafka.bootstrap": "managed:9098"}} ]
        """);

    Map<String, String> settings = SubmittedSettings.of(new String[] {}, ENVIRONMENT, managed());

    assertThat(settings).containsOnly(Map.entry("kafka.bootstrap", "managed:9098"));
  }

  @Test
  void mayNotBeMissingOnManagedFlink() throws IOException {
    Files.writeString(managed(), "[]");

    assertThatThrownBy(() -> SubmittedSettings.of(new String[] {}, ENVIRONMENT, managed()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the group millrace");
  }

  @Test
  void areNotShownWhereTheyCannotBeRead() throws IOException {
    Files.writeString(managed(), "[ {\"secret\" ");

    assertThatThrownBy(() -> SubmittedSettings.of(new String[] {}, ENVIRONMENT, managed()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is not JSON")
        .hasMessageNotContaining("secret");
  }

  private Path managed() {
    return folder.resolve("application_properties.json");
  }
}
