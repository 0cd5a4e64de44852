package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Factories of processes, and one run of faults after another, under load. After each run nothing
 * may be lost, doubled, out of order or unaccounted for.
 *
 * <p><i>Shape</i>: as many runs as {@code millrace.faults.runs} says, none begun after {@code
 * millrace.faults.minutes}, each of {@value FaultyFactory#FAULTS} faults; the seeds are {@code
 * millrace.faults.seed} and those that follow it. A run that failed is had again, but for its
 * timing, with its seed and {@code runs} of 1. Each run is a row that is printed and added to
 * {@code target/faults/runs.md}. A factory serves {@value #RUNS_OF_A_FACTORY} runs; one whose books
 * are broken serves no more, and its folder is kept beside that file.
 */
@Tag("faults")
class FaultsIT {

  private static final int RUNS = Integer.getInteger("millrace.faults.runs", 3);
  private static final Duration TIME =
      Duration.ofMinutes(Integer.getInteger("millrace.faults.minutes", 24 * 60));
  private static final long SEED = Long.getLong("millrace.faults.seed", System.nanoTime());

  /** What the books are read from grows with each; from the beginning they are read every time. */
  private static final int RUNS_OF_A_FACTORY = 25;

  private static final Path FOLDER = Path.of("target", "faults").toAbsolutePath();

  @Test
  void keepsItsInvariantsThroughEveryRun() throws Exception {
    RunLog log = new RunLog(FOLDER.resolve("runs.md"));
    List<String> broken = new ArrayList<>();
    long began = System.nanoTime();
    int run = 0;
    while (run < RUNS && isTime(began)) {
      int end = Math.min(RUNS, run + RUNS_OF_A_FACTORY);
      try (FaultyFactory factory = FaultyFactory.start(folder(SEED + run))) {
        while (run < end && factory.isSound() && isTime(began)) {
          RunLine line = factory.run(SEED + run);
          log.add(line);
          System.out.println(line.row());
          if (!line.holds()) {
            broken.add(line.row());
          }
          run++;
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(run).as("runs that there was time for").isPositive();
  }

  /** Never one that was kept: what lies there would be taken for its own. */
  private static Path folder(long seed) throws IOException {
    Files.createDirectories(FOLDER);
    return Files.createTempDirectory(FOLDER, "factory-" + seed + "-");
  }

  private static boolean isTime(long began) {
    return System.nanoTime() - began < TIME.toNanos();
  }
}
