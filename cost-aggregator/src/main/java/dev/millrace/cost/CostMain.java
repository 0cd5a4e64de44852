package dev.millrace.cost;

import dev.millrace.platform.operations.OperatedService;
import dev.millrace.platform.operations.OperationsSettings;
import dev.millrace.platform.runtime.ServiceRunner;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs cost-aggregator alone; its settings are in the environment and in a file that may be named.
 */
final class CostMain {

  private CostMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    CostSettings settings = CostSettings.from(reader);
    OperationsSettings operations = OperationsSettings.from(reader);
    reader.finish();
    ServiceRunner.run(new OperatedService(new CostService(settings), operations));
  }
}
