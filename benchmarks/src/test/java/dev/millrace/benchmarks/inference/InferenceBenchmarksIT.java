package dev.millrace.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of the benchmarks in a size that says nothing about speed, but that all they need works
 * together: it fails where a request is lost or comes out twice.
 */
@Tag("long")
class InferenceBenchmarksIT {

  private static final int REQUESTS = 600;

  @TempDir private Path folder;

  @Test
  void seesEachRequestAtTheOtherEndOnce() throws Exception {
    try (Benchmark.Session session =
        new PathLatency(PathLatency.Percentile.P99, REQUESTS / 6, REQUESTS).open(folder)) {
      Run measured = session.measure();

      assertThat(measured.subject().context().get("P99 ms"))
          .isGreaterThanOrEqualTo(measured.subject().context().get("P50 ms"));
      assertThat(measured.baseline().value()).isPositive();
    }
  }
}
