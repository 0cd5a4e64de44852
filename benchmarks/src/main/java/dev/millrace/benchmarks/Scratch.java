package dev.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder that is there as long as it is needed, and goes when the process is told to stop. */
record Scratch(Path path, Thread atStop) implements AutoCloseable {

  static Scratch make() throws IOException {
    Path path = Files.createTempDirectory("millrace-bench-");
    Thread atStop = new Thread(() -> tryToDelete(path), "scratch");
    Runtime.getRuntime().addShutdownHook(atStop);
    return new Scratch(path, atStop);
  }

  @Override
  public void close() throws IOException {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(atStop);
    } catch (IllegalStateException e) {
      // The process stops: the hook finds nothing left.
    }
  }

  /** A broker that still runs may write into what is deleted: then it is left to the system. */
  private static void tryToDelete(Path path) {
    try {
      delete(path);
    } catch (IOException e) {
      System.err.println("millrace: " + path + " is left behind: delete it");
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.notExists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
