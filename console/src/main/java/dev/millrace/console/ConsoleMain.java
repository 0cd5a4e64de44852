package dev.millrace.console;

import dev.millrace.console.letters.Brokers;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.platform.operations.OperatedService;
import dev.millrace.platform.operations.OperationsSettings;
import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Runs a gateway with the console alone; its settings are those of ingestion, in the environment
 * and in a file that may be named. With {@code ingestion.threads=0} it serves and takes events in,
 * and leaves them to other instances: the console beside a factory.
 */
final class ConsoleMain {

  private ConsoleMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    IngestionSettings settings = IngestionSettings.from(reader);
    OperationsSettings operations = OperationsSettings.from(reader);
    reader.finish();
    Console console =
        new Console(
            new Brokers(settings.kafka(), settings.registry().client()),
            settings.personalDataKeys(),
            InstantSource.system());
    ServiceRunner.run(
        new OperatedService(new IngestionService(settings, List.of(console)), operations));
  }
}
