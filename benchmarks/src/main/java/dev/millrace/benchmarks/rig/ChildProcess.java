package dev.millrace.benchmarks.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program in a Java process of its own, so that what the operating system counts for it is its
 * own alone.
 *
 * <p><i>Owner</i>: ends with this process, whatever ends that (see {@link Leash}).
 */
public final class ChildProcess implements AutoCloseable {

  /**
   * Heap and collector that {@code ./millrace} gives the factory; what is added with the system
   * property comes last.
   */
  private static final List<String> OPTIONS =
      List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  /** All that {@code ./millrace} gives it, with what makes for a quick start. */
  static final List<String> FACTORY_OPTIONS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2400",
          "-XX:Tier4CompileThreshold=60000",
          "-Djava.awt.headless=true");

  /** More options for the processes that are measured: those of a profiler, for example. */
  private static final String MORE_OPTIONS = "millrace.bench.options";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final String main;
  private final Process process;

  private ChildProcess(String main, Process process) {
    this.main = main;
    this.process = process;
  }

  /**
   * Starts a program that is on our own class path.
   *
   * @param main name of its class
   * @param environment added to ours
   */
  public static ChildProcess start(
      String main, Map<String, String> environment, String... arguments) throws IOException {
    List<String> program = new ArrayList<>(List.of(main));
    program.addAll(List.of(arguments));
    return start(OPTIONS, program, environment, ProcessBuilder.Redirect.DISCARD);
  }

  /**
   * Starts a program as {@code ./millrace} would; who does so waits for its {@link #awaitLine()}.
   *
   * @param program name of its class, and its arguments
   */
  public static ChildProcess startAsFactory(List<String> program) throws IOException {
    return start(FACTORY_OPTIONS, program, Map.of(), ProcessBuilder.Redirect.PIPE);
  }

  private static ChildProcess start(
      List<String> options,
      List<String> program,
      Map<String, String> environment,
      ProcessBuilder.Redirect output)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(options);
    String more = System.getProperty(MORE_OPTIONS, "");
    if (!more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Leash.class.getName()));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // What our own environment says is not for it: a setting of another program is an error.
    builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    builder.environment().put("MILLRACE_LOG_LEVEL", "WARN");
    builder.environment().putAll(environment);
    return new ChildProcess(program.get(0), builder.start());
  }

  /**
   * Waits until it has written its first line; nobody reads a second one.
   *
   * @throws IllegalStateException where it ends without one, or takes minutes
   */
  public void awaitLine() throws InterruptedException {
    CompletableFuture<Boolean> line = CompletableFuture.supplyAsync(this::writesALine);
    try {
      if (!line.get(START.toMillis(), TimeUnit.MILLISECONDS)) {
        process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
        requireAlive();
        throw new IllegalStateException(main + " has closed its output without a line");
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          main + " has not said that it is ready after " + START.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("what " + main + " says cannot be read", e.getCause());
    }
  }

  private boolean writesALine() {
    try {
      return process.inputReader().readLine() != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Time of all processors that it has used up to now, to 10 ms.
   *
   * @throws IllegalStateException where it has ended
   */
  public Duration cpu() {
    requireAlive();
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new IllegalStateException("the system does not tell the time of " + main));
  }

  /** Time of all processors that its compilers have used up to now, where the system tells. */
  public Duration compilers() {
    return CompilerThreads.cpu(process.pid());
  }

  /**
   * Memory of the machine that it has now, with what it has started, in MiB.
   *
   * @throws IllegalStateException where it has ended, or the system does not tell
   */
  public double residentMebibytes() {
    requireAlive();
    return ResidentMemory.mebibytes(process.pid());
  }

  /**
   * Makes sure that it still runs.
   *
   * @throws IllegalStateException where it has ended
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          main + " ended with exit code " + process.exitValue() + ", see what it said above");
    }
  }

  /** Lets it stop in good order, and ends it where it does not. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended by itself.
    }
    try {
      if (process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
