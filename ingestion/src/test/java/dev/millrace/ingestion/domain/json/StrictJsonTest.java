package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "\"\"", "0", "-0.5e+3", "null", " true ", "{\"a\":{\"a\":1}}"})
  void readsJson(String text) {
    assertThat(StrictJson.read(text.getBytes(UTF_8))).isInstanceOf(StrictJson.Result.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{} {}",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "'a'",
        "{a:1}",
        "// x\n1",
        "\uFEFF{}",
        "\"\t\"",
        "[1]x",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud800x\"",
        "\"\\u12\"",
        "\"\\",
        "{\"a\":1,\"\\u0061\":2}",
        "-",
        "1e",
        "tru",
        "\f1"
      })
  void refusesTheRest(String text) {
    assertThat(StrictJson.read(text.getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Result.Malformed.class);
  }

  @Test
  void readsStringsAsTheyAreMeant() {
    JsonValue value = valid("\"\\ud83d\\ude00 \\u00e9 \\n \\/ \u00e9\"").value();

    assertThat(value.text()).isEqualTo("\uD83D\uDE00 \u00e9 \n / \u00e9");
  }

  @Test
  void keepsTheBytesThatWereWritten() {
    String event = "{ \"n\" : 1.00E+2, \"s\":\"\\u0041\" }";
    JsonValue value = valid(" " + event + "\n").value();

    assertThat(new String(value.slice().bytes(), UTF_8)).isEqualTo(event);
    assertThat(value.text()).isEqualTo("{\"n\":1.00E+2,\"s\":\"\\u0041\"}");
    assertThat(value.member("n").orElseThrow().text()).isEqualTo("1.00E+2");
  }

  @Test
  void takesApartOnlyTheLevelsAskedFor() {
    byte[] text = "[{\"data\":{\"a\":[1]}}]".getBytes(UTF_8);

    var result = (StrictJson.Result.Valid) StrictJson.read(new Slice(text, 0, text.length), 2);

    JsonValue data = ((JsonValue.Items) result.value()).items().get(0).member("data").orElseThrow();
    assertThat(data).isInstanceOf(JsonValue.Unopened.class);
    assertThat(data.text()).isEqualTo("{\"a\":[1]}");
  }

  @Test
  void checksWhatItDoesNotTakeApart() {
    byte[] text = "[{\"data\":{\"a\":1,\"a\":2}}]".getBytes(UTF_8);

    assertThat(StrictJson.read(new Slice(text, 0, text.length), 2))
        .isInstanceOf(StrictJson.Result.Malformed.class);
  }

  private static StrictJson.Result.Valid valid(String text) {
    return (StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThat(StrictJson.read(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(StrictJson.Result.Malformed.class);
  }

  @Test
  void refusesWhatIsTooDeep() {
    assertThat(StrictJson.read(("[".repeat(500) + "]".repeat(500)).getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Result.Valid.class);
    assertThat(StrictJson.read(("[".repeat(501) + "]".repeat(501)).getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Result.Malformed.class);
  }

  @Test
  void tellsWhereAndNothingOfTheContent() {
    var parsed =
        (StrictJson.Result.Malformed) StrictJson.read("{\"secret\": oops}".getBytes(UTF_8));

    assertThat(parsed.reason()).contains("line 1").doesNotContain("secret").doesNotContain("oops");
  }

  @Test
  void judgesTheJsonTestSuiteAsItSays() throws IOException {
    Optional<Path> suite = SharedData.find("events/json-test-suite/test_parsing");
    Assumptions.assumeTrue(suite.isPresent(), "the JSON test suite is not on this machine");
    List<Path> files;
    try (Stream<Path> list = Files.list(suite.orElseThrow())) {
      files = list.sorted().toList();
    }

    assertThat(files).hasSizeGreaterThan(300);
    for (Path file : files) {
      boolean read = StrictJson.read(Files.readAllBytes(file)) instanceof StrictJson.Result.Valid;
      char verdict = file.getFileName().toString().charAt(0);
      // y_object_duplicated_key*.json are grammatical, and refused here on purpose: their meaning
      // is not defined.
      if (verdict != 'i' && !file.getFileName().toString().startsWith("y_object_duplicated_key")) {
        assertThat(read).as(file.getFileName().toString()).isEqualTo(verdict == 'y');
      }
    }
  }
}
