package dev.millrace.ingestion.client;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Lengths of time and failures in the words of messages. */
final class Spoken {

  private Spoken() {}

  /** As settings are written: {@code 2m}, {@code 90s}, {@code 20ms}. */
  static String span(Duration span) {
    long millis = span.toMillis();
    if (millis % 1000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = span.toSeconds();
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 != 0 ? span.toMinutes() + "m" : span.toHours() + "h";
  }

  /** Why there was no answer. */
  static String silence(Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException || failure instanceof ConnectException) {
      return "it takes no connection";
    }
    if (failure instanceof HttpTimeoutException) {
      return "not in time";
    }
    String said = failure.getMessage();
    if (failure instanceof SSLException) {
      return "no TLS connection: " + said;
    }
    return failure instanceof ClosedChannelException || said == null || said.isBlank()
        ? "the connection broke"
        : "the connection broke: " + said;
  }
}
