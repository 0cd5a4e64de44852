package dev.millrace.platform.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextsTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void comesOutAsItWentIn() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", PARENT.getBytes(UTF_8));
    headers.add("tracestate", "vendor=1".getBytes(UTF_8));
    headers.add("baggage", "user=somebody".getBytes(UTF_8));

    SpanContext context = TraceContexts.read(headers);

    assertThat(context.isSampled()).isTrue();
    assertThat(TraceContexts.parent(context)).isEqualTo(PARENT);
    assertThat(TraceContexts.headers(context))
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly("traceparent=" + PARENT, "tracestate=vendor=1");
  }

  @Test
  void dropsAStateThatIsTooLong() {
    SpanContext context =
        TraceContexts.read(Optional.of(PARENT), Optional.of("vendor=" + "x".repeat(512)));

    assertThat(context.isValid()).isTrue();
    assertThat(TraceContexts.headers(context)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "somebody@example.com",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01"
      })
  void isNoneWhereItIsNotOfTheForm(String text) {
    assertThat(TraceContexts.read(Optional.of(text), Optional.empty()).isValid()).isFalse();
  }

  @Test
  void isNoneWhereThereIsNoHeader() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", null);

    assertThat(TraceContexts.read(headers).isValid()).isFalse();
    assertThat(TraceContexts.read(new RecordHeaders()).isValid()).isFalse();
  }
}
