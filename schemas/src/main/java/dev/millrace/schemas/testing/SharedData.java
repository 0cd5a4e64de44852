package dev.millrace.schemas.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds public data sets that tests use where they are present: in the folder of the system
 * property {@value #PROPERTY}, or in {@code shared/data} beside the project or above it.
 */
public final class SharedData {

  private static final String PROPERTY = "millrace.shared-data";

  private SharedData() {}

  /** A folder or file of the data by its relative name, where it is present. */
  public static Optional<Path> find(String name) {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Optional.of(Path.of(given, name)).filter(Files::exists);
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path found = folder.resolve("shared").resolve("data").resolve(name);
      if (Files.exists(found)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
