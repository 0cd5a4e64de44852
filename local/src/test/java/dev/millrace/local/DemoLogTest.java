package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a process of the demo shows of its log, in a process of its own. */
class DemoLogTest {

  @TempDir private Path folder = Path.of("");

  /** Logs as a factory does: before its folder is known, afterwards, and when it is removed. */
  static final class Logs {

    private Logs() {}

    public static void main(String[] arguments) throws IOException {
      Path log = Path.of(arguments[0]);
      Main.prepareLog("demo");
      LoggerFactory.getLogger("org.apache.kafka.Early").error("nobody knows the folder yet");
      System.setProperty("millrace.log.file", log.toString());
      LoggerFactory.getLogger("org.apache.kafka.Sender").error("out of order");
      LoggerFactory.getLogger("dev.millrace.Job").warn("impaired for a moment");
      LoggerFactory.getLogger("dev.millrace.Job").error("stopped");
      System.clearProperty("millrace.log.file");
      if (Files.exists(log)) {
        Files.move(log, log.resolveSibling("moved.log"));
      }
      LoggerFactory.getLogger("org.apache.kafka.Late").error("there is no folder any more");
    }
  }

  @Test
  void theTerminalIsTheStorysAndAllOfTheLogIsInItsFile() throws Exception {
    List<String> told = told(List.of(), Map.of());

    assertThat(told)
        .satisfiesExactly(
            line -> assertThat(line).contains("nobody knows the folder yet"),
            line -> assertThat(line).contains("\"ERROR\"", "dev.millrace.Job", "stopped"),
            line -> assertThat(line).contains("there is no folder any more"));
    assertThat(Files.readAllLines(folder.resolve("moved.log")))
        .satisfiesExactly(
            line -> assertThat(line).contains("org.apache.kafka.Sender", "out of order"),
            line -> assertThat(line).contains("impaired for a moment"),
            line -> assertThat(line).contains("stopped"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"log4j2.configurationFile", "log4j.configurationFile"})
  void aConfigurationThatSomebodyGaveIsUsedAsItIs(String property) throws Exception {
    assertOwn(told(List.of("-D" + property + "=" + own()), Map.of()));
  }

  @Test
  void aConfigurationOfTheEnvironmentIsUsedAsItIs() throws Exception {
    assertOwn(told(List.of(), Map.of("LOG4J_CONFIGURATION_FILE", own().toString())));
  }

  private void assertOwn(List<String> told) {
    assertThat(told)
        .containsExactly(
            "own: nobody knows the folder yet",
            "own: out of order",
            "own: impaired for a moment",
            "own: stopped",
            "own: there is no folder any more");
    assertThat(folder.resolve("moved.log")).doesNotExist();
  }

  private Path own() throws IOException {
    return Files.writeString(
        folder.resolve("own.xml"),
        """
        <Configuration>
          <Appenders>
            <Console name="own" target="SYSTEM_ERR"><PatternLayout pattern="own: %m%n"/></Console>
          </Appenders>
          <Loggers><Root level="WARN"><AppenderRef ref="own"/></Root></Loggers>
        </Configuration>
        """);
  }

  /** What a process that logs says on standard error, by lines. */
  private List<String> told(List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Logs.class.getName());
    command.add(folder.resolve("demo.log").toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String told = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return told.lines().toList();
  }
}
