package dev.millrace.ingestion.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Headers headers = new RecordHeaders();

  @Test
  void passesTheTraceContextOn() {
    headers.add("traceparent", PARENT.getBytes(UTF_8));
    headers.add("tracestate", new byte[512]);
    headers.add("other", new byte[1]);

    assertThat(TraceHeaders.of(headers))
        .extracting(header -> header.key())
        .containsExactly("traceparent", "tracestate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-1",
        "somebody@example.com",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        PARENT + "\n",
        PARENT + "-more"
      })
  void dropsParentsOfAnotherForm(String parent) {
    headers.add("traceparent", parent.getBytes(UTF_8));

    assertThat(TraceHeaders.of(headers)).isEmpty();
  }

  @Test
  void dropsWhatHasNoValueAndStatesThatAreTooLong() {
    headers.add("traceparent", null);
    headers.add("tracestate", new byte[513]);

    assertThat(TraceHeaders.of(headers)).isEmpty();
  }
}
