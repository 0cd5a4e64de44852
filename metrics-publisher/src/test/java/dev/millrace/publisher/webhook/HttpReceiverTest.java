package dev.millrace.publisher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.publisher.SampleAlerts;
import dev.millrace.publisher.webhook.Receiver.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReceiverTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:34:56Z");
  private static final SigningKeys KEYS = SigningKeys.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  private static final Message MESSAGE = Message.of(SampleAlerts.open(), "");
  private static final Duration SHORT = Duration.ofMillis(200);

  private final StandInReceiver standIn = new StandInReceiver();

  @AfterEach
  void close() {
    standIn.close();
  }

  @Test
  void tellsInTheHeadersWhatItIsAndWhoSaysSo() {
    assertThat(tell(Duration.ofSeconds(10))).isEqualTo(new Outcome.Taken());

    HttpCall call = standIn.calls().get(0);
    assertThat(call.header("content-type")).contains("application/json");
    assertThat(call.header("webhook-id")).contains(MESSAGE.id());
    assertThat(call.header("webhook-timestamp")).contains(String.valueOf(NOW.getEpochSecond()));
    assertThat(call.header("webhook-signature"))
        .contains(KEYS.signature(MESSAGE.id(), NOW, MESSAGE.body()));
    assertThat(call.body()).isEqualTo(MESSAGE.body());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 401, 403, 404, 408, 410, 429, 500, 503})
  void putsOffWhatMayBeMended(int status) {
    standIn.answers(status, Map.of("Location", "/elsewhere"));

    assertThat(tell(Duration.ofSeconds(10)))
        .isEqualTo(new Outcome.PutOff("it answers " + status, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 415, 422})
  void refusesWhatWouldBeTheSameAgain(int status) {
    standIn.answers(status, Map.of());

    assertThat(tell(Duration.ofSeconds(10))).isEqualTo(new Outcome.Refused("it answers " + status));
  }

  @ParameterizedTest
  @CsvSource({"7, PT7S", "86400, PT10M", "soon,", "-1,"})
  void waitsAsLongAsItIsAskedTo(String asked, Duration waits) {
    standIn.answers(503, Map.of("Retry-After", asked));

    assertThat(tell(Duration.ofSeconds(10)))
        .isEqualTo(new Outcome.PutOff("it answers 503", Optional.ofNullable(waits)));
  }

  @Test
  void doesNotWaitForOneThatHangs() {
    standIn.hangs();

    assertThat(tell(SHORT))
        .isEqualTo(new Outcome.PutOff("it does not answer within 200 ms", Optional.empty()));
  }

  @Test
  void doesNotWaitForAnAnswerWithoutEnd() {
    standIn.answersForever();

    assertThat(tell(SHORT))
        .isEqualTo(new Outcome.PutOff("it does not answer within 200 ms", Optional.empty()));
  }

  @Test
  void putsOffWhileItIsAway() {
    standIn.close();

    assertThat(tell(Duration.ofSeconds(10)))
        .isEqualTo(new Outcome.PutOff("it cannot be reached (ConnectException)", Optional.empty()));
  }

  private Outcome tell(Duration timeout) {
    return new HttpReceiver(
            StandInReceiver.settings(standIn.port(), timeout, Optional.of(KEYS)),
            InstantSource.fixed(NOW))
        .tell(MESSAGE);
  }
}
