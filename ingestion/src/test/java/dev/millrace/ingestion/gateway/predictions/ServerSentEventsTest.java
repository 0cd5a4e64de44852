package dev.millrace.ingestion.gateway.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.telemetry.TraceContexts;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {

  private static final String SPAN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final ServerSentEvents events = new ServerSentEvents();

  @Test
  void aPredictionComesWithItsTrace() {
    assertThat(block(TraceContexts.read(Optional.of(SPAN), Optional.empty())))
        .startsWith("event: prediction\nid: ")
        .endsWith(",\"traceparent\":\"" + SPAN + "\"}\n\n");
  }

  @Test
  void withoutATraceItIsTheRecordAlone() {
    assertThat(block(SpanContext.getInvalid())).doesNotContain("traceparent");
  }

  private String block(SpanContext trace) {
    events.add(Ends.answered("7"), trace, Positions.none().moved(0, 1));
    return UTF_8.decode(events.take()).toString();
  }
}
