package dev.millrace.lifecycle.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "where is my card",
        " Where\tis\n MY card ",
        "where is my\u00a0card",
        "\u00a0where is my card",
        "where is my card\u2007\u202f",
        "\u0085where is my card\u3000",
      })
  void isTheSameWhateverItsCaseAndItsWhiteSpace(String text) {
    assertThat(Content.of(text)).isEqualTo(Content.of("Where is my card"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whereis my card", "where is my card?", "where is my cards"})
  void isAnotherWhereAnythingElseIsDifferent(String text) {
    assertThat(Content.of(text)).isNotEqualTo(Content.of("Where is my card"));
  }

  @Test
  void isHeldOutByAShareThatGrowsWithoutChangingSides() {
    for (int i = 0; i < 1_000; i++) {
      Content content = Content.of("text " + i);
      boolean isInTenth = content.isHeldOut(0.1);

      assertThat(!isInTenth || content.isHeldOut(0.2)).isTrue();
      assertThat(content.isHeldOut(0)).isFalse();
      assertThat(content.isHeldOut(1)).isTrue();
    }
    long heldOut =
        IntStream.range(0, 10_000).filter(i -> Content.of("text " + i).isHeldOut(0.1)).count();
    assertThat(heldOut / 10_000.0).isCloseTo(0.1, within(0.012));
  }
}
