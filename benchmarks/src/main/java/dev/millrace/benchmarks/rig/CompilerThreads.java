package dev.millrace.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The compilers of a Java process: what they use tells how warm it is.
 *
 * <p><i>Source</i>: proc(5), /proc/PID/task/TID/stat; a hundred ticks a second.
 */
final class CompilerThreads {

  /** As Linux shows them: it cuts names after 15 characters. */
  private static final List<String> NAMES = List.of("(C1 CompilerThre)", "(C2 CompilerThre)");

  private static final int USER_TICKS = 11;
  private static final int MILLIS_OF_A_TICK = 10;

  private CompilerThreads() {}

  /** Processor time that those of a process have used up to now; none where no Linux tells. */
  static Duration cpu(long process) {
    Path tasks = Path.of("/proc", String.valueOf(process), "task");
    if (!Files.isDirectory(tasks)) {
      return Duration.ZERO;
    }
    long ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        ticks += ticks(thread.resolve("stat"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the threads of process " + process + " cannot be seen", e);
    }
    return Duration.ofMillis(ticks * MILLIS_OF_A_TICK);
  }

  /** Those of a thread that is a compiler. */
  private static long ticks(Path stat) {
    String line;
    try {
      line = Files.readString(stat);
    } catch (IOException e) {
      // It has ended.
      return 0;
    }
    if (NAMES.stream().noneMatch(line::contains)) {
      return 0;
    }
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
  }
}
