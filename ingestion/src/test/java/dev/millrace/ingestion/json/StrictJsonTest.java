package dev.millrace.ingestion.json;

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
    assertThat(StrictJson.parse(text.getBytes(UTF_8))).isInstanceOf(StrictJson.Parsed.Value.class);
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
        "\f1"
      })
  void refusesTheRest(String text) {
    assertThat(StrictJson.parse(text.getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Parsed.Malformed.class);
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThat(StrictJson.parse(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(StrictJson.Parsed.Malformed.class);
  }

  @Test
  void refusesWhatIsTooDeep() {
    assertThat(StrictJson.parse(("[".repeat(500) + "]".repeat(500)).getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Parsed.Value.class);
    assertThat(StrictJson.parse(("[".repeat(501) + "]".repeat(501)).getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Parsed.Malformed.class);
  }

  @Test
  void tellsWhereAndNothingOfTheContent() {
    var parsed =
        (StrictJson.Parsed.Malformed) StrictJson.parse("{\"secret\": oops}".getBytes(UTF_8));

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
      boolean read = StrictJson.parse(Files.readAllBytes(file)) instanceof StrictJson.Parsed.Value;
      char verdict = file.getFileName().toString().charAt(0);
      // y_object_duplicated_key*.json are grammatical, and refused here on purpose: their meaning
      // is not defined.
      if (verdict != 'i' && !file.getFileName().toString().startsWith("y_object_duplicated_key")) {
        assertThat(read).as(file.getFileName().toString()).isEqualTo(verdict == 'y');
      }
    }
  }
}
