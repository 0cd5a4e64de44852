package dev.millrace.local.cli;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says which factory is meant. */
final class DataDirectory {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".millrace",
      description = "The factory's folder (default: ${DEFAULT-VALUE}).")
  private Path path = Path.of(".millrace");

  DataFolder folder() {
    return DataFolder.at(path);
  }

  RunningFactory factory() {
    return RunningFactory.in(folder());
  }
}
