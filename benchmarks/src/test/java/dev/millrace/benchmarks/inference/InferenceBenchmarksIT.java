package dev.millrace.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmarks in a size that says nothing about speed, but that all they need works together:
 * they themselves fail where requests are lost or calls fail.
 */
class InferenceBenchmarksIT {

  private static final int REQUESTS = 1_500;

  @TempDir private Path folder;

  @Test
  void makesTheSameCallsWithAllThreeClients() throws Exception {
    try (Benchmark.Session session = new CallCpu(8, REQUESTS).open(folder)) {
      Run measured = session.measure();

      assertThat(measured.subject().value()).isPositive();
      assertThat(measured.subject().context().get("netty us/call")).isPositive();
    }
  }

  @Test
  void seesEachRequestAtTheOtherEndOnce() throws Exception {
    try (Benchmark.Session session =
        new PathLatency(PathLatency.Percentile.P99, REQUESTS).open(folder)) {
      Run measured = session.measure();

      assertThat(measured.subject().context().get("P99 ms"))
          .isGreaterThanOrEqualTo(measured.subject().context().get("P50 ms"));
      assertThat(measured.baseline().value()).isPositive();
    }
  }
}
