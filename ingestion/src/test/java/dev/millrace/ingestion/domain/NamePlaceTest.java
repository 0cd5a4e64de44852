package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import org.junit.jupiter.api.Test;

class NamePlaceTest {

  private static final JsonValue EVENT =
      json("{\"a\":{\"id\":\"x-1\",\"number\":7.50e0,\"none\":null,\"on\":true}}");

  @Test
  void findsTextsAndNumbersAsTheyAreWritten() {
    assertThat(NamePlace.parse("/a/id").find(EVENT)).contains("x-1");
    assertThat(NamePlace.parse("/a/number").find(EVENT)).contains("7.50e0");
  }

  @Test
  void nothingElseIsAName() {
    assertThat(NamePlace.parse("/a/none").find(EVENT)).as("null is absent").isEmpty();
    assertThat(NamePlace.parse("/a/on").find(EVENT)).isEmpty();
    assertThat(NamePlace.parse("/a").find(EVENT)).isEmpty();
    assertThat(NamePlace.parse("/b").find(EVENT)).isEmpty();
  }

  @Test
  void saysHowDeepItLooks() {
    assertThat(NamePlace.parse("/a/id").levels()).isEqualTo(2);
  }

  private static JsonValue json(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ((StrictJson.Result.Valid)
            StrictJson.read(new Slice(bytes, 0, bytes.length), StrictJson.MAX_DEPTH))
        .value();
  }
}
