package dev.millrace.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a size that says nothing about speed: it fails where windows lose or double requests. */
@Tag("long")
class CostBenchmarksIT {

  private static final int PREDICTIONS = 3_000;
  private static final int TENANTS = 1_000;

  @TempDir private Path folder;

  @Test
  void hasEachPredictionInOneWindowTwiceInARow() throws Exception {
    try (Benchmark.Session session = new WindowsCpu(PREDICTIONS).open(folder)) {
      for (int run = 0; run < 2; run++) {
        Run measured = session.measure();

        assertThat(measured.subject().value()).isPositive();
        assertThat(measured.baseline().value()).isPositive();
        assertThat(measured.subject().context()).containsEntry("requests", (double) PREDICTIONS);
      }
    }
  }

  @Test
  void keepsEachCallInAWindowOfEachLength() throws Exception {
    try (Benchmark.Session session = new WindowsHeap(TENANTS, 2).open(folder)) {
      Run measured = session.measure();

      assertThat(measured.subject().value()).isPositive();
      assertThat(measured.subject().context())
          .containsEntry("calls", 5.0 * 2 * TENANTS)
          .hasEntrySatisfying(
              "windows", windows -> assertThat(windows).isBetween(5.0 * TENANTS, 30.0 * TENANTS));
    }
  }
}
