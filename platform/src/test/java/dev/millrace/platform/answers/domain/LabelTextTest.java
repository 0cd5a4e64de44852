package dev.millrace.platform.answers.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTextTest {

  private static final List<String> LABELS = List.of("billing", "bug");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bug",
        " BUG\n",
        "\"bug\"",
        "bug.",
        "**Bug**.",
        "“bug.”",
        "‘bug’",
        "`bug` ",
        "'bug'."
      })
  void readsThroughWhatModelsPutAroundALabel(String text) {
    assertThat(LabelText.read(text, LABELS)).contains("bug");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "\"\"", "bu", "bugs", "a bug", ".bug", "billing bug", "b.ug"})
  void takesNothingElseForALabel(String text) {
    assertThat(LabelText.read(text, LABELS)).isEmpty();
  }

  @Test
  void spellsALabelAsItIsGivenAndTakesTheFirst() {
    List<String> labels = List.of("No.", "YES", "yes");

    assertThat(LabelText.read("no", labels)).contains("No.");
    assertThat(LabelText.read("'yes'", labels)).contains("YES");
  }
}
