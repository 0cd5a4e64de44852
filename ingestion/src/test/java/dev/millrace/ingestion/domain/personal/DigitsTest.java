package dev.millrace.ingestion.domain.personal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

  private static final int TEXTS = 5_000;

  /** Of some characters the low byte is a digit, and a pair of surrogates is two characters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789",
        "09/:",
        "a b c d e f 1 2 3",
        "1\u00b9\u00f1\u00fc",
        "1 \u0131\u4e30\u4e39\u4e3a\u4e2f\u20ac",
        "1a\ud83d",
        "12 \ud83d\ude80"
      })
  void findsEveryRunOfDigits(String alphabet) {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder some = new StringBuilder();
      for (int j = random.nextInt(50); j > 0; j--) {
        some.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = some.toString();

      Digits digits = Digits.of(text);

      assertThat(digits.total())
          .as("seed %d: %s", seed, text)
          .isEqualTo((int) text.chars().filter(c -> c >= '0' && c <= '9').count());
      assertThat(digits.starts())
          .as("seed %d: %s", seed, text)
          .containsExactly(
              IntStream.range(0, text.length())
                  .filter(at -> Glyphs.isDigitAt(text, at) && !Glyphs.isDigitAt(text, at - 1))
                  .toArray());
    }
  }
}
