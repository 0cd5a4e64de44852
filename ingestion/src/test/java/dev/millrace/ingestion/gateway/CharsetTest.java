package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.CLOUDEVENT;
import static dev.millrace.ingestion.gateway.EventBodies.CLOUDEVENTS;
import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetTest {

  private static final String GIVEN = "{\"eventId\":\"7\",\"label\":\"a\"}";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @ParameterizedTest
  @CsvSource({
    EVENTS + "," + JSON,
    EVENTS + "," + NDJSON,
    EVENTS + "," + CLOUDEVENT,
    EVENTS + "," + CLOUDEVENTS,
    FEEDBACK + "," + JSON,
    FEEDBACK + "," + NDJSON
  })
  void readsOnlyUtf8(String path, String type) {
    assertRefused(gateway.post(path, type + "; charset=iso-8859-1", GIVEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "charset=ISO-8859-1",
        "CharSet=\"windows-1252\"",
        "charset=\"utf-16\"",
        "charset=utf-16le",
        "CHARSET=iso-8859-1",
        "charset=\"iso-8859-1",
        "profile=x;charset=latin1",
        "charset=utf-8x",
        "charset=nonsense"
      })
  void refusesOtherCharsetsHoweverTheyAreWritten(String parameter) {
    assertRefused(gateway.post(EVENTS, JSON + ";" + parameter, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "charset=utf-8",
        "charset=UTF-8",
        "Charset=\"Utf-8\"",
        "charset=utf8",
        "profile=x; charset=UTF-8",
        "profile=x"
      })
  void takesUtf8HoweverItIsWritten(String parameter) {
    assertThat(gateway.post(EVENTS, JSON + "; " + parameter, "{}").status()).isEqualTo(202);
    assertThat(gateway.post(FEEDBACK, JSON + "; " + parameter, GIVEN).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, "text/json"})
  void readsOnlyUtf8InBinaryMode(String type) {
    assertRefused(
        gateway.send(
            gateway
                .authorized(EVENTS)
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/s")
                .header("ce-type", "t")
                .header("Content-Type", type + "; charset=iso-8859-1"),
            "{}".getBytes(UTF_8)));
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.json().path("code").asText()).isEqualTo("UNSUPPORTED_CONTENT_TYPE");
    assertThat(reply.json().path("detail").asText()).contains("only UTF-8 is read");
    assertThat(gateway.published.events()).isEmpty();
    assertThat(gateway.published.feedback()).isEmpty();
  }
}
