package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.millrace.schemas.testing.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jackson, told all our extra rules, gives the same verdict on every text. */
class StrictJsonFuzzTest {

  /** As strict as it can be told to be. */
  private static final JsonFactory REFERENCE =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(StrictJson.MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final String[] GOOD = {
    "{\"a\":1,\"b\":[true,false,null,-0.5e+3],\"c\":{\"d\":\"\\ud83d\\ude00 \\u00e9\\n\"}}",
    "[[],{},\"\",0,\"größer 日本語 \uD83D\uDE80\"]",
    " \"text\" ",
    "-1.25E-7"
  };

  private static final Fuzz TEXTS =
      Fuzz.ofTexts("strict JSON", GOOD)
          .with("\\ud800", "\\udc00", "\\u0000", "\\u0061", "\\x", "\\/", "\uFEFF", "[", "{\"a\":")
          .with(
              "NaN", "Infinity", "01", "+1", ".5", "1.", "1e", "//", "/**/", "'a'", "tru", "\"a\"");

  @Test
  void judgesAsTheReferenceDoes() {
    TEXTS.holds(
        input -> assertThat(isValid(input)).as("valid").isEqualTo(isValidToTheReference(input)));
  }

  @Test
  void judgesWhatItDoesNotTakeApartLikeAllElse() {
    TEXTS.holds(
        input ->
            assertThat(
                    StrictJson.read(new Slice(input, 0, input.length), 1)
                        instanceof StrictJson.Result.Valid)
                .isEqualTo(isValid(input)));
  }

  @Test
  void writesWhatItReads() {
    TEXTS.holds(
        input -> {
          if (StrictJson.read(input) instanceof StrictJson.Result.Valid valid) {
            String compact = valid.value().slice().compact();
            assertThat(StrictJson.read(compact.getBytes(UTF_8)))
                .isInstanceOf(StrictJson.Result.Valid.class);
            assertThat(new Slice(compact.getBytes(UTF_8), 0, compact.getBytes(UTF_8).length))
                .extracting(Slice::compact)
                .isEqualTo(compact);
            assertThat(JsonText.array(List.of(valid.value())).compact())
                .isEqualTo("[" + compact + "]");
          }
        });
  }

  @Test
  void findsPlacesOrNothing() {
    JsonValue value = ((StrictJson.Result.Valid) StrictJson.read(GOOD[0].getBytes(UTF_8))).value();

    Fuzz.ofTexts("JSON Pointer", "/b/0", "/c/d", "", "/a~1b/~0")
        .with("~", "~2", "//", "-", "/999999999", "/00", "/-1")
        .holdsOfTexts(
            text -> {
              if (text.isEmpty() || text.startsWith("/")) {
                assertThat(JsonPointer.parse(text).find(value)).isNotNull();
              }
            });
  }

  private static boolean isValid(byte[] input) {
    return StrictJson.read(input) instanceof StrictJson.Result.Valid;
  }

  private static boolean isValidToTheReference(byte[] input) {
    try (JsonParser parser =
        REFERENCE.createParser(UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString())) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      int depth = 0;
      do {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
          // A lone surrogate, which is no character.
          if (!UTF_8.newEncoder().canEncode(parser.getText())) {
            return false;
          }
        }
        token = parser.nextToken();
      } while (token != null && depth > 0);
      return depth == 0 && token == null;
    } catch (IOException e) {
      return false;
    }
  }
}
