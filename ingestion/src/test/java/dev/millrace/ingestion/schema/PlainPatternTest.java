package dev.millrace.ingestion.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPatternTest {

  private static final long SEED = 20_261_126;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "^a",
        "a$",
        "^(a)$",
        "^a|b$",
        "^.$",
        "^\\d$",
        "^[^a]$",
        "^a*a$",
        "^[a-c]?b*[x-z]*c$",
        "^a**$",
        "^a+?$",
        "^a{2}{3}$",
        "^a{,2}$",
        "^a{2,1}$",
        "^[]$",
        "^[a$",
        "^[a-]-z]$",
        "^a{9999}$",
        "^\u00e9$",
        "^[z-a]$",
        "^^$",
        "^$$",
        "^+$",
        "^[a&&b]$"
      })
  void leavesOtherFormsToTheLibrary(String expression) {
    assertThat(PlainPattern.read(expression)).isEmpty();
  }

  /** Of characters that are few, so that texts fit often. */
  @Test
  void saysWhatJavaSays() {
    SplittableRandom random = new SplittableRandom(SEED);
    int fitting = 0;
    for (int i = 0; i < 3_000; i++) {
      String inner = expression(random);
      Optional<PlainPattern> plain = PlainPattern.read("^" + inner + "$");
      for (int j = 0; plain.isPresent() && j < 20; j++) {
        String text = text(random);
        boolean fits = Pattern.compile("^" + inner + "\\z").matcher(text).find();
        assertThat(plain.get().fits(text))
            .as("seed %s: %s and '%s'", SEED, inner, text)
            .isEqualTo(fits);
        fitting += fits ? 1 : 0;
      }
    }
    assertThat(fitting).isGreaterThan(1_000);
  }

  private static String expression(SplittableRandom random) {
    String[] kinds = {"a", "b", "-", "[ab]", "[a-c]", "[c]", "[b-]", "[0-9]", "_"};
    String[] times = {"", "", "+", "*", "?", "{2}", "{1,2}", "{0,}", "{0}"};
    StringBuilder expression = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      expression.append(kinds[random.nextInt(kinds.length)]);
      expression.append(times[random.nextInt(times.length)]);
    }
    return expression.toString();
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append("aabbc-1_\n".charAt(random.nextInt(9)));
    }
    return text.toString();
  }
}
