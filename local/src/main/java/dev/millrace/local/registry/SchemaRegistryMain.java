package dev.millrace.local.registry;

import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the registry alone; its settings are in the environment and in a file that may be named. */
final class SchemaRegistryMain {

  private SchemaRegistryMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    SchemaRegistrySettings settings = SchemaRegistrySettings.from(reader);
    reader.finish();
    ServiceRunner.run(new SchemaRegistryService(settings.kafka(), settings.listener()));
  }
}
