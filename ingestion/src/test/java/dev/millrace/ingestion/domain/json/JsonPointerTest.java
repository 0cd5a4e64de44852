package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPointerTest {

  /** The document of RFC 6901, section 5, and what its pointers stand for. */
  private static final String DOCUMENT =
      """
      {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5,
       "k\\"l": 6, " ": 7, "m~n": 8}
      """;

  @ParameterizedTest
  @CsvSource({
    "/foo, '[\"bar\",\"baz\"]'",
    "/foo/0, bar",
    "/, 0",
    "/a~1b, 1",
    "/c%d, 2",
    "/e^f, 3",
    "/g|h, 4",
    "/i\\j, 5",
    "'/k\"l', 6",
    "'/ ', 7",
    "/m~0n, 8"
  })
  void findsWhatTheStandardSays(String pointer, String text) {
    assertThat(JsonPointer.parse(pointer).find(document())).map(JsonValue::text).contains(text);
  }

  @Test
  void findsTheWholeWithTheEmptyPointer() {
    assertThat(JsonPointer.parse("").find(document())).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"/foo/2", "/foo/01", "/foo/-", "/foo/-1", "/foo/0/x", "/nothing", "/foo/9999999999"})
  void findsNothingWhereNothingIs(String pointer) {
    assertThat(JsonPointer.parse(pointer).find(document())).isEmpty();
  }

  @Test
  void refusesWhatIsNoPointer() {
    assertThatThrownBy(() -> JsonPointer.parse("foo"))
        .hasMessage("a JSON Pointer begins with a slash");
  }

  private static JsonValue document() {
    return ((StrictJson.Result.Valid) StrictJson.read(DOCUMENT.getBytes(UTF_8))).value();
  }
}
