package dev.millrace.benchmarks.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ResidentMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a rest: it fails where a factory does not start beside its baseline. */
@Tag("long")
class FactoryBenchmarksIT {

  @TempDir private Path folder;

  @Test
  void startsAFactoryAndWhatNobodyCouldLeaveOut() throws Exception {
    assumeTrue(ResidentMemory.isTold(), "this system does not tell what memory a process has");
    List<Benchmark> both = FactoryBenchmarks.of(Duration.ZERO);
    Benchmark start = both.get(0);
    Benchmark memory = both.get(1);
    assertThat(memory.measuredBy()).isEqualTo(start);

    try (Benchmark.Session session = start.measuredBy().open(folder)) {
      for (int run = 0; run < 2; run++) {
        Run measured = session.measure();

        assertThat(start.seenIn(measured).baseline().value()).isPositive();
        assertThat(start.seenIn(measured).ratio()).isGreaterThan(1);
        assertThat(memory.seenIn(measured).ratio()).isGreaterThan(1);
        assertThat(measured.subject().context().get("cpu.seconds"))
            .isGreaterThan(measured.baseline().context().get("cpu.seconds"));
      }
    }
    assertThat(ProcessHandle.current().children()).as("what was started is stopped").isEmpty();
  }
}
