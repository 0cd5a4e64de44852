package dev.millrace.local.publisher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** metrics-publisher as a process of its own, in one life after the other. */
final class PublisherProcess {

  private final AtomicReference<Process> newest = new AtomicReference<>();

  /** Begins another life, with such settings. */
  Process start(Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.publisher.PublisherMain")
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      newest.set(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return newest.get().isAlive();
  }

  /** As kill -9 does. */
  void kill() {
    newest.get().destroyForcibly();
  }
}
