package dev.millrace.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much of the machine's memory a process has, with those that it has started.
 *
 * <p><i>Units</i>: MiB. Pages that several of them share count for each; what was reserved and
 * never written to, as most of a heap at first, does not count.
 *
 * <p><i>Source</i>: proc(5), Rss of /proc/PID/smaps_rollup, in KiB; VmRSS of /proc/PID/status is
 * off by up to 64 pages for each thread.
 */
public final class ResidentMemory {

  private static final String FIELD = "Rss:";
  private static final double KIBIBYTES_OF_MEBIBYTE = 1024;

  private ResidentMemory() {}

  /** Whether the system tells: Linux does, since 4.14. */
  public static boolean isTold() {
    return Files.isReadable(file(ProcessHandle.current().pid()));
  }

  /**
   * That of a process and of all its descendants.
   *
   * @throws IllegalStateException where the system does not tell, or it has ended
   */
  static double mebibytes(long process) {
    ProcessHandle first =
        ProcessHandle.of(process)
            .orElseThrow(() -> new IllegalStateException("process " + process + " has ended"));
    return Stream.concat(Stream.of(first), first.descendants())
        .mapToDouble(one -> alone(one.pid()))
        .sum();
  }

  private static double alone(long process) {
    try (Stream<String> lines = Files.lines(file(process))) {
      return lines
              .filter(line -> line.startsWith(FIELD))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(file(process) + " has no line " + FIELD))
          / KIBIBYTES_OF_MEBIBYTE;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException(
          "the memory of process " + process + " cannot be read from " + file(process), e);
    }
  }

  private static Path file(long process) {
    return Path.of("/proc", String.valueOf(process), "smaps_rollup");
  }
}
