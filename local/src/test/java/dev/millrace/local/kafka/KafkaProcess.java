package dev.millrace.local.kafka;

import dev.millrace.local.apart.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A node in a process of its own, to be killed; says {@value #READY} and its address when it
 * serves.
 */
public final class KafkaProcess {

  static final String READY = "ready ";

  private KafkaProcess() {}

  /** On a free port, which is to be read from its output. */
  static Process start(Path folder) throws IOException {
    return builder(folder, 0).start();
  }

  /** On a port that stays the same over its lives; what it says is said here. */
  public static Process start(Path folder, int port) throws IOException {
    return builder(folder, port).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ProcessBuilder builder(Path folder, int port) {
    return new ProcessBuilder(
            JavaProcess.command(
                JavaProcess.ofTests("256m"),
                KafkaProcess.class.getName(),
                List.of(folder.toString(), String.valueOf(port))))
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    kafka.start();
    System.out.println(READY + kafka.connection().bootstrap());
    Thread.currentThread().join();
  }
}
