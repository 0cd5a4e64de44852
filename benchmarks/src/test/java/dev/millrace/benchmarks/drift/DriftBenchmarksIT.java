package dev.millrace.benchmarks.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a size that says nothing about speed: it fails where no window is compared. */
@Tag("long")
class DriftBenchmarksIT {

  private static final int PREDICTIONS = 6_000;

  @TempDir private Path folder;

  @Test
  void comparesWindowsOfWhatItReads() throws Exception {
    try (Benchmark.Session session = new EventCpu(PREDICTIONS).open(folder)) {
      Run measured = session.measure();

      assertThat(measured.subject().value()).isPositive();
      assertThat(measured.baseline().value()).isPositive();
      assertThat(measured.subject().context().get("compared features")).isGreaterThanOrEqualTo(50);
    }
  }
}
