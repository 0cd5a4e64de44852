package dev.millrace.benchmarks.rig;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a Java process of its own, so that what the operating system counts for it is its
 * own alone.
 *
 * <p><i>Owner</i>: ends with this process, whatever ends that (see {@link Leash}).
 */
public final class ChildProcess implements AutoCloseable {

  /**
   * As {@code ./millrace} starts the factory; what is added with the system property comes last.
   */
  private static final List<String> OPTIONS =
      List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  /** More options for the processes that are measured: those of a profiler, for example. */
  private static final String MORE_OPTIONS = "millrace.bench.options";

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
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(OPTIONS);
    String more = System.getProperty(MORE_OPTIONS, "");
    if (!more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Leash.class.getName()));
    command.add(main);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // What our own environment says is not for it: a setting of another program is an error.
    builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    builder.environment().put("MILLRACE_LOG_LEVEL", "WARN");
    builder.environment().putAll(environment);
    return new ChildProcess(main, builder.start());
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
