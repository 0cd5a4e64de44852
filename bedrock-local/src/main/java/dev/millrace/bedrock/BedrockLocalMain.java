package dev.millrace.bedrock;

import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the endpoint alone; its settings are in the environment and in a file that may be named. */
final class BedrockLocalMain {

  private BedrockLocalMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    ServiceRunner.run(new BedrockLocalService(settings));
  }
}
