package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a process of the demo shows of its log, in a process of its own. */
class DemoLogTest {

  @TempDir private Path folder = Path.of("");

  /** Logs as a factory does, before its folder is known and afterwards. */
  static final class Logs {

    private Logs() {}

    public static void main(String[] arguments) {
      Main.prepareLog("demo");
      LoggerFactory.getLogger("org.apache.kafka.Early").error("nobody knows the folder yet");
      System.setProperty("millrace.log.file", arguments[0]);
      LoggerFactory.getLogger("org.apache.kafka.Sender").error("out of order");
      LoggerFactory.getLogger("dev.millrace.Job").warn("impaired for a moment");
      LoggerFactory.getLogger("dev.millrace.Job").error("stopped");
    }
  }

  @Test
  void theTerminalIsTheStorysAndAllOfTheLogIsInItsFile() throws Exception {
    Path log = folder.resolve("demo.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Logs.class.getName(),
                log.toString())
            .start();
    String told = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(told.lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("nobody knows the folder yet"),
            line -> assertThat(line).contains("\"ERROR\"", "dev.millrace.Job", "stopped"));
    List<String> lines = Files.readAllLines(log);
    assertThat(lines)
        .satisfiesExactly(
            line -> assertThat(line).contains("org.apache.kafka.Sender", "out of order"),
            line -> assertThat(line).contains("impaired for a moment"),
            line -> assertThat(line).contains("stopped"));
  }
}
