package dev.millrace.ingestion.domain.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLookTest {

  private static final int FEWEST_DIGITS = 4;
  private static final int TEXTS = 50_000;

  private static final List<String> PARTS =
      List.of(
          "a",
          "e ",
          " ",
          "x",
          ":",
          "::",
          ":",
          "1",
          "2",
          "1.",
          "@",
          "ab.cd",
          "/",
          ";",
          "?",
          "A",
          "\u00fc",
          "\u20ac",
          "\ud83d\ude80",
          "\u00ba",
          "\u0660",
          "\uff11",
          "1.1.1.1",
          "::1");

  /** Texts of few and of many marks, counted anew character by character. */
  @Test
  void saysOfAllTextsWhatCountingTheirCharactersSays() {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder some = new StringBuilder();
      int kinds = random.nextInt(1, PARTS.size() + 1);
      for (int j = random.nextInt(40); j > 0; j--) {
        some.append(
            random.nextInt(4) > 0
                ? "prose ".substring(j % 6, j % 6 + 1)
                : PARTS.get(random.nextInt(kinds)));
      }
      String text = some.toString();

      boolean mayHold = mayHold(text, random.nextInt(Long.BYTES));

      if (!mayHold) {
        assertThat(Recognisers.find(text)).as("seed %d: %s", seed, text).isEmpty();
      }
      assertThat(mayHold).as("seed %d: %s", seed, text).isEqualTo(holdsEnough(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "Vielen Dank f\u00fcr Ihre M\u00fche! Wir melden uns in 2 oder 3 Tagen wieder bei Ihnen.",
        "Order: late; note: none; total: 100; what now?",
        "at 12:3: no",
        "\u65e5\u672c\u8a9e\u3067\u3059",
        "\u0661\u0662\u0663\u0664\u0665",
      })
  void endsWithTextsThatHoldTooLittle(String text) {
    for (int before = 0; before < Long.BYTES; before++) {
      assertThat(mayHold(text, before)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "::", "@", "1 2 3 4", "a:b:c:d:e:f:g"})
  void findsTheLeastThatIsEnoughWhereverItStands(String least) {
    for (int before = 0; before < 2 * Long.BYTES; before++) {
      for (int behind = 0; behind < 2 * Long.BYTES; behind++) {
        assertThat(mayHold("\u00e4".repeat(before) + least + "-".repeat(behind), 0)).isTrue();
      }
    }
  }

  /** What is decoded because of its escapes, and what is not decoded. */
  @Test
  void leavesNothingUnfoundInTextsThatWereRead() {
    for (String written : List.of("[\"von bob@example.com\"]", "[\"von bob\\u0040example.com\"]")) {
      JsonValue.Text text =
          (JsonValue.Text)
              ((StrictJson.Result.Valid) StrictJson.read(written.getBytes(UTF_8)))
                  .value()
                  .member("0")
                  .orElseThrow();

      assertThat(Recognisers.find(text)).containsExactly(new Finding(Kind.EMAIL, 4, 19));
    }
    assertThat(Recognisers.find(JsonValue.Text.of("von bob@example.com"))).hasSize(1);
  }

  private static boolean holdsEnough(String text) {
    return text.contains("@")
        || text.contains("::")
        || text.chars().filter(c -> c == ':').count() >= 6
        || text.chars().filter(c -> c >= '0' && c <= '9').count() >= FEWEST_DIGITS;
  }

  /** Around the text stands what would be enough. */
  private static boolean mayHold(String text, int before) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] framed = new byte[before + bytes.length + Long.BYTES];
    Arrays.fill(framed, (byte) '@');
    System.arraycopy(bytes, 0, framed, before, bytes.length);
    return FirstLook.mayHold(new Slice(framed, before, before + bytes.length), FEWEST_DIGITS);
  }
}
