package dev.millrace.local.apart;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the build has packaged, each module with what it needs and nothing else. */
public final class Packaged {

  /** Tests run in the folder of their module. */
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private Packaged() {}

  /** Options of a JVM that runs a module as it is packaged. */
  public static List<String> module(String module) {
    return List.of("-cp", jar(module, "SNAPSHOT") + File.pathSeparator + needed(module));
  }

  /** Options of a JVM that is a part of a Flink cluster. */
  static List<String> flinkCluster() {
    return List.of("-cp", needed("flink-cluster"));
  }

  /** The jar of a job that a Flink cluster is given. */
  public static Path clusterJar(String module) {
    return jar(module, "cluster");
  }

  private static Path jar(String module, String end) {
    try (Stream<Path> files = Files.list(target(module))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-" + end + ".jar"))
          .findFirst()
          .orElseThrow(() -> missing(module));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String needed(String module) {
    Path file = target(module).resolve("runtime.classpath");
    if (!Files.exists(file)) {
      throw missing(module);
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target(String module) {
    Path target = REPOSITORY.resolve(module).resolve("target");
    if (!Files.isDirectory(target)) {
      throw missing(module);
    }
    return target;
  }

  private static IllegalStateException missing(String module) {
    return new IllegalStateException(
        "the module " + module + " is not packaged: run mvn package for all modules first");
  }
}
