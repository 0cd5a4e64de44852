package dev.millrace.platform.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.platform.telemetry.TelemetrySettings.Compression;
import dev.millrace.platform.telemetry.testing.SpanLog;
import dev.millrace.platform.telemetry.testing.StandInCollector;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TelemetryTest {

  private static final String REQUEST = "4bf92f35-77b3-8da6-a3ce-929d0e0e4736";

  @Test
  void givesASpanTheIdsThatWereChosenForIt() {
    try (SpanLog log = new SpanLog(1)) {
      Ancestry ancestry =
          Ancestry.of(SpanContext.getInvalid(), REQUEST, "inference-requests", 1, 2);
      Telemetry telemetry = log.telemetry();

      Span first = telemetry.begin(beginning("process raw-events", ancestry, telemetry));
      Span second =
          telemetry.begin(
              beginning("chat", Ancestry.of(first.getSpanContext(), REQUEST), telemetry));
      telemetry.end(second);
      telemetry.end(first);

      SpanLog.Told told = log.span("process raw-events");
      assertThat(told.traceId()).isEqualTo(ancestry.traceId());
      assertThat(told.spanId()).isEqualTo(ancestry.spanId());
      assertThat(told.parentSpanId()).isEmpty();
      assertThat(log.span("chat").traceId()).isEqualTo(told.traceId());
      assertThat(log.span("chat").parentSpanId()).contains(told.spanId());
    }
  }

  @Test
  void whatIsNotToldHasAContextAllTheSame() {
    try (SpanLog log = new SpanLog(0)) {
      Telemetry telemetry = log.telemetry();
      Ancestry ancestry = Ancestry.of(SpanContext.getInvalid(), REQUEST);

      Span span = telemetry.begin(beginning("process raw-events", ancestry, telemetry));
      telemetry.end(span);

      assertThat(span.isRecording()).isFalse();
      assertThat(span.getSpanContext().isValid()).isTrue();
      assertThat(span.getSpanContext().isSampled()).isFalse();
      assertThat(span.getSpanContext().getTraceId()).isEqualTo(ancestry.traceId());
      assertThat(log.spans()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, identity", "GZIP, gzip"})
  void tellsACollector(Compression compression, String encoding) {
    try (StandInCollector collector = new StandInCollector(StandInCollector.Keeping.ALL);
        Telemetry telemetry =
            Telemetry.open(settings(collector.address(), compression, 100), "ingestion")) {
      end(telemetry, 3);

      await().until(() -> !collector.bodies().isEmpty());
      telemetry.flush();

      StringBuilder all = new StringBuilder();
      collector.bodies().forEach(body -> all.append(new String(body, ISO_8859_1)));
      assertThat(all.toString()).contains("millrace-ingestion", "process raw-events");
      assertThat(telemetry.leftOut()).isZero();
      assertThat(collector.encodings()).containsOnly(encoding);
    }
  }

  /** Nobody answers at its port: connections are taken, and nothing else. */
  @Test
  void isNotHeldUpByACollectorThatIsAwayAndCountsWhatIsLeftOut() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI away = URI.create("http://127.0.0.1:" + nobody.getLocalPort());
      Telemetry telemetry = Telemetry.open(settings(away, 10), "ingestion");
      long before = System.nanoTime();

      end(telemetry, 10_000);

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      // What is under way and what waits is not left out yet.
      assertThat(telemetry.leftOut()).isBetween(10_000L - 100, 10_000L);
      telemetry.close();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void countsWhatTheCollectorDoesNotTake() {
    try (StandInCollector collector = new StandInCollector(StandInCollector.Keeping.ALL);
        Telemetry telemetry =
            Telemetry.open(settings(collector.address().resolve("/nothing"), 100), "ingestion")) {
      end(telemetry, 3);
      telemetry.flush();

      await().until(() -> telemetry.leftOut() == 3);
      assertThat(collector.requests()).isZero();
    }
  }

  private static void end(Telemetry telemetry, int spans) {
    for (int i = 0; i < spans; i++) {
      telemetry.end(telemetry.begin(beginning("process raw-events", Ancestry.none(), telemetry)));
    }
  }

  private static Beginning beginning(String name, Ancestry ancestry, Telemetry telemetry) {
    return new Beginning(name, SpanKind.CONSUMER, ancestry, telemetry.nanos());
  }

  private static TelemetrySettings settings(URI collector, int mostWaiting) {
    return settings(collector, Compression.NONE, mostWaiting);
  }

  private static TelemetrySettings settings(
      URI collector, Compression compression, int mostWaiting) {
    return new TelemetrySettings(Optional.of(collector), Map.of(), 1, compression, mostWaiting);
  }
}
