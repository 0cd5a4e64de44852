package dev.millrace.local.kafka;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A node in a process of its own, to be killed; says {@value #READY} and its address when it
 * serves.
 */
final class KafkaProcess {

  static final String READY = "ready ";

  private KafkaProcess() {}

  static Process start(Path folder) throws IOException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaProcess.class.getName(),
                folder.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), 0);
    kafka.start();
    System.out.println(READY + kafka.connection().bootstrap());
    Thread.currentThread().join();
  }
}
