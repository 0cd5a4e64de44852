package dev.millrace.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AncestryTest {

  private static final String REQUEST = "4bf92f35-77b3-8da6-a3ce-929d0e0e4736";
  private static final SpanContext NOBODY = SpanContext.getInvalid();
  private static final SpanContext CALLER =
      SpanContext.createFromRemoteParent(
          "0123456789abcdef0123456789abcdef",
          "0123456789abcdef",
          TraceFlags.getSampled(),
          TraceState.getDefault());

  @Test
  void aRequestHasATraceOfItsOwn() {
    assertThat(Ancestry.of(NOBODY, REQUEST).traceId())
        .isEqualTo("4bf92f3577b38da6a3ce929d0e0e4736");
  }

  @Test
  void whoBeganATraceIsHonoured() {
    assertThat(Ancestry.of(CALLER, REQUEST).traceId()).isEqualTo(CALLER.getTraceId());
  }

  @Test
  void anIdOfAnotherFormHasATraceToo() {
    String trace = Ancestry.traceOf("request-7");

    assertThat(trace).matches("[0-9a-f]{32}").isEqualTo(Ancestry.traceOf("request-7"));
    assertThat(trace).isNotEqualTo(Ancestry.traceOf("request-8"));
    assertThat(Ancestry.traceOf("00000000-0000-0000-0000-000000000000"))
        .isNotEqualTo("0".repeat(32));
  }

  @Test
  void whatIsDoneAgainAboutARecordIsTheSameSpan() {
    assertThat(Ancestry.of(NOBODY, REQUEST, "raw-events", 3, 17).spanId())
        .matches("[0-9a-f]{16}")
        .isEqualTo(Ancestry.of(NOBODY, REQUEST, "raw-events", 3, 17).spanId());
  }

  @Test
  void eachPlaceHasASpanOfItsOwn() {
    Set<String> spans = new HashSet<>();
    for (int partition = 0; partition < 16; partition++) {
      for (long offset = 0; offset < 1_000; offset++) {
        spans.add(Ancestry.of(NOBODY, REQUEST, "raw-events", partition, offset).spanId());
        spans.add(Ancestry.of(NOBODY, REQUEST, "requests", partition, offset).spanId());
      }
    }
    assertThat(spans).hasSize(2 * 16 * 1_000);
  }
}
