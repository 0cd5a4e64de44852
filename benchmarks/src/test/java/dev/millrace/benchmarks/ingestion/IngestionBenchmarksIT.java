package dev.millrace.benchmarks.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmarks in a size that says nothing about speed, but that all they need works together:
 * they themselves fail where events are lost, doubled or rejected.
 */
@Tag("long")
class IngestionBenchmarksIT {

  private static final int EVENTS = 3_000;

  @TempDir private Path folder;

  @Test
  void makesARequestOfEachEventTwiceInARow() throws Exception {
    try (Benchmark.Session session = new TopologyCpu(EVENTS).open(folder)) {
      for (int run = 0; run < 2; run++) {
        Run measured = session.measure();

        assertPositive(measured.subject(), "events/s");
        assertPositive(measured.baseline(), "events/s");
        assertThat(measured.subject().context()).containsEntry("requests", (double) EVENTS);
      }
    }
  }

  /** A turn in which an event is lost has no figure: it throws. */
  @Test
  void tellsACollectorOfEventsAndLosesNone() throws Exception {
    try (Benchmark.Session session = new TelemetryCpu(EVENTS).open(folder)) {
      Run measured = session.measure();

      assertPositive(measured.subject(), "requests to the collector");
      assertPositive(measured.baseline(), "events/s");
    }
  }

  @Test
  void hasEachEventInKafkaThatTheGatewayAccepts() throws Exception {
    try (Benchmark.Session session = new GatewayRate(EVENTS).open(folder)) {
      Run measured = session.measure();

      assertPositive(measured.subject(), "us/event");
      assertPositive(measured.baseline(), "us/event");
      assertThat(measured.subject().context()).containsEntry("written", (double) EVENTS);
    }
  }

  private static void assertPositive(Reading reading, String context) {
    assertThat(reading.value()).isPositive();
    assertThat(reading.context().get(context)).isPositive();
  }
}
