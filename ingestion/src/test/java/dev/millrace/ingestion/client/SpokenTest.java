package dev.millrace.ingestion.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenTest {

  @ParameterizedTest
  @CsvSource({"PT0S, 0ms", "PT0.02S, 20ms", "PT1.5S, 1500ms", "PT90S, 90s", "PT1M, 1m", "PT2H, 2h"})
  void spansAreWrittenAsSettingsAre(Duration span, String text) {
    assertThat(Spoken.span(span)).isEqualTo(text);
  }

  @Test
  void noFailureIsToldByTheNameOfItsClass() {
    assertThat(Spoken.silence(new ConnectException())).isEqualTo("it takes no connection");
    assertThat(Spoken.silence(new HttpConnectTimeoutException("x")))
        .isEqualTo("it takes no connection");
    assertThat(Spoken.silence(new HttpTimeoutException("request timed out")))
        .isEqualTo("not in time");
    assertThat(Spoken.silence(new ClosedChannelException())).isEqualTo("the connection broke");
    assertThat(Spoken.silence(new IOException("EOF reached while reading")))
        .isEqualTo("the connection broke: EOF reached while reading");
    assertThat(Spoken.silence(new SSLHandshakeException("unknown issuer")))
        .isEqualTo("no TLS connection: unknown issuer");
  }
}
