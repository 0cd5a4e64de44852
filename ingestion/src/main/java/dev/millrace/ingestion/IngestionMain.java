package dev.millrace.ingestion;

import dev.millrace.platform.operations.OperatedService;
import dev.millrace.platform.operations.OperationsSettings;
import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/** Runs ingestion alone; its settings are in the environment and in a file that may be named. */
final class IngestionMain {

  private IngestionMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    IngestionSettings settings = IngestionSettings.from(reader);
    OperationsSettings operations = OperationsSettings.from(reader);
    reader.finish();
    ServiceRunner.run(new OperatedService(new IngestionService(settings), operations));
  }
}
