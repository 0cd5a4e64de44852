package dev.millrace.deploy.stacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for the files of an app that is looked at and not deployed. Left to itself the CDK makes
 * one for each app, and deletes none.
 *
 * <p><i>Owner</i>: whoever makes it closes it, and then it is gone.
 */
record AssemblyFolder(Path path) implements AutoCloseable {

  static AssemblyFolder make() {
    try {
      return new AssemblyFolder(Files.createTempDirectory("millrace-assembly"));
    } catch (IOException e) {
      throw new UncheckedIOException("there is no place for what the CDK writes", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : innermostFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what the CDK wrote cannot be deleted", e);
    }
  }
}
