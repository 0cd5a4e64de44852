package dev.millrace.publisher;

import dev.millrace.platform.operations.OperatedService;
import dev.millrace.platform.operations.OperationsSettings;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.runtime.Together;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs metrics-publisher, and the alerts beside it; its settings are in the environment and in a
 * file that may be named.
 */
final class PublisherMain {

  private PublisherMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    PublisherSettings settings = PublisherSettings.from(reader);
    OperationsSettings operations = OperationsSettings.from(reader);
    reader.finish();
    ServiceRunner.run(
        new OperatedService(new Together("metrics-publisher", services(settings)), operations));
  }

  private static List<Service> services(PublisherSettings settings) {
    return Stream.concat(
            Stream.of(new PublisherService(settings), new AlertService(settings)),
            WebhookService.of(settings).stream())
        .toList();
  }
}
