package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.local.cli.MillraceCommand;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A factory in a process of its own, and the command line beside it. */
final class FactoryProcess implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> FLAGS =
      List.of(
          "-Xmx700m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED");

  private final Path folder;
  private final Process process;
  private final JsonNode ready;

  /** What a command said and how it ended. */
  record Result(int exitCode, List<String> lines, String progress) {

    /** The JSON of the last line. */
    JsonNode json() {
      return lines.isEmpty() ? MissingNode.getInstance() : parsed(lines.get(lines.size() - 1));
    }

    /** Each line as JSON. */
    List<JsonNode> rows() {
      return lines.stream().map(FactoryProcess::parsed).toList();
    }
  }

  private FactoryProcess(Path folder, Process process, JsonNode ready) {
    this.folder = folder;
    this.process = process;
    this.ready = ready;
  }

  /** Starts a factory in the folder and returns when it is ready. */
  static FactoryProcess start(Path folder, Map<String, String> environment) throws IOException {
    List<String> words = command("up", "--json", "--free-ports", "--data-dir", folder.toString());
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolveSibling("up.log").toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    assertThat(line)
        .as("the ready line; up.log says: %s", Files.readString(folder.resolveSibling("up.log")))
        .isNotNull();
    return new FactoryProcess(folder, process, parsed(line));
  }

  /** The line that said it was ready. */
  JsonNode ready() {
    return ready;
  }

  /** Runs a command against this factory, here: each process would have to be compiled anew. */
  Result run(String... arguments) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    int exitCode =
        MillraceCommand.commandLine(
                new PrintStream(answers, false, UTF_8), new PrintStream(progress, true, UTF_8))
            .execute(here(arguments).toArray(String[]::new));
    return new Result(exitCode, answers.toString(UTF_8).lines().toList(), progress.toString(UTF_8));
  }

  /** Begins a command against this factory, in a process of its own. */
  Process begin(Path progress, String... arguments) throws IOException {
    return new ProcessBuilder(command(here(arguments).toArray(String[]::new)))
        .redirectError(progress.toFile())
        .start();
  }

  private List<String> here(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--data-dir");
    words.add(folder.toString());
    return words;
  }

  /** As kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As kill does; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("stops within 60 s").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static List<String> command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(FLAGS);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }
}
