package dev.millrace.publisher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {

  private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1614265330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  /** Source: tests of the libraries of Standard Webhooks. */
  @Test
  void signsAsStandardWebhooksDoes() {
    assertThat(SigningKeys.of(KEY).signature(ID, AT, BODY)).isEqualTo(SIGNATURE);
  }

  @Test
  void signsWithEachKeyWhileTheyAreChanged() {
    String both =
        SigningKeys.of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, " + KEY).signature(ID, AT, BODY);

    assertThat(both.split(" ")).hasSize(2).endsWith(SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_%%%"})
  void refusesWhatIsNoKeyWithoutShowingIt(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SigningKeys.of(text))
        .withMessageStartingWith("expected whsec_ and 24 to 64 random bytes in base64")
        .withMessageNotContaining("MfKQ9r8")
        .withMessageNotContaining("short");
  }
}
