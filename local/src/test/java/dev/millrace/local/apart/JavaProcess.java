package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM of its own whose output goes to a file, to be killed, held, or stopped.
 *
 * <p><i>Owner</i>: whoever starts it closes it, which kills it.
 */
public final class JavaProcess implements AutoCloseable {

  /** Little memory, and ready soon: several share a small machine. */
  private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(40);
  private static final int TAIL = 30;

  private final Launch launch;
  private final Process process;

  /** Length of the log when this life began. */
  private final long begin;

  /**
   * How a process is started.
   *
   * @param name also of its log, {@code NAME.log}
   * @param folder of the log
   * @param options of the JVM, class path and all
   */
  public record Launch(
      String name,
      Path folder,
      List<String> options,
      String main,
      List<String> arguments,
      Map<String, String> environment) {

    public Launch {
      options = List.copyOf(options);
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }

    Path log() {
      return folder.resolve(name + ".log");
    }

    /** Starts it; may return long before it is ready. */
    public JavaProcess start() {
      return new JavaProcess(this);
    }
  }

  /** The words that start a JVM, a small one. */
  public static List<String> command(List<String> options, String main, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(SMALL);
    words.addAll(options);
    words.add(main);
    words.addAll(arguments);
    return words;
  }

  /** Options of a JVM that knows the classes of these tests, for mains of theirs. */
  public static List<String> ofTests(String heap) {
    return List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path"));
  }

  private JavaProcess(Launch launch) {
    this.launch = launch;
    try {
      Files.createDirectories(launch.folder());
      begin = Files.exists(launch.log()) ? Files.size(launch.log()) : 0;
      ProcessBuilder builder =
          new ProcessBuilder(command(launch.options(), launch.main(), launch.arguments()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
      builder.environment().putAll(launch.environment());
      process = builder.start();
      // Also where the tests are killed.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(launch.name() + " cannot be started", e);
    }
  }

  /** Waits until it says something; fails with the end of its log where it ends before. */
  public void awaitSays(String text, Duration patience) {
    awaitReady(self -> self.said().contains(text), patience);
  }

  /** Waits until it is as it should be; fails with the end of its log where it ends before. */
  public void awaitReady(Predicate<JavaProcess> ready, Duration patience) {
    await(launch.name())
        .atMost(patience)
        .pollInterval(LOOK)
        .untilAsserted(
            () -> {
              requireAlive();
              assertThat(ready.test(this)).as("%s is ready: %s", launch.name(), tail()).isTrue();
            });
  }

  /** All that it has said in this life. */
  public String said() {
    try {
      byte[] log = Files.readAllBytes(launch.log());
      return new String(log, (int) begin, log.length - (int) begin, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Holds it where it is, as {@code kill -STOP} does: its connections stay open. */
  public void hold() {
    tell("kill", "-STOP");
  }

  /** Lets it go on. */
  public void release() {
    tell("kill", "-CONT");
  }

  /**
   * Lets it write to no file any more, as if the disk were full: each write fails, with {@code
   * EFBIG} where a full disk says {@code ENOSPC}. It needs Linux, and no rights.
   */
  void fillDisk() {
    tell("prlimit", "--fsize=0:", "--pid");
  }

  /** Lets it write again. */
  void emptyDisk() {
    tell("prlimit", "--fsize=unlimited:", "--pid");
  }

  /** Whether it has not ended. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended, in words. */
  String ended() {
    return launch.name() + ", with " + process.exitValue();
  }

  /** Starts another like it. */
  JavaProcess again() {
    return launch.start();
  }

  /** As {@code kill} does, and waits for the end. */
  public void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
        .as("%s stops within %s: %s", launch.name(), STOP, tail())
        .isTrue();
  }

  @Override
  public void close() {
    // What it was writing to may be deleted next.
    process.destroyForcibly().onExit().join();
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      // Not what awaitility waits to become right.
      throw new IllegalStateException("it has ended: " + ended() + ": " + tail());
    }
  }

  /** Runs a command whose last word is this process's id. */
  private void tell(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add(String.valueOf(process.pid()));
    try {
      Process telling = new ProcessBuilder(words).start();
      int exit = telling.waitFor();
      // To one that has ended meanwhile nothing can be told.
      assertThat(exit == 0 || !process.isAlive()).as("%s: %s", launch.name(), words).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String tail() {
    List<String> lines = said().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }
}
