package dev.millrace.benchmarks.rig;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that programs are made of. */
public final class ClassPath {

  private ClassPath() {}

  /** Reads all of them, so that the system has them at hand for whichever program starts first. */
  public static void read() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        readAll(path);
      }
    }
  }

  private static void readAll(Path path) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(path)) {
      files = below.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (InputStream bytes = Files.newInputStream(file)) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
