package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {

  private static final long SEED = 20_261_126;

  /** Where the ranges of RFC 3629 begin and end. */
  private static final int[] EDGES = {
    0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  /** Behind the second byte only whether it goes on matters. */
  private static final int[] LATER_EDGES = {0x7F, 0x80, 0xBF, 0xC0};

  @Test
  void saysWhatJavaSaysOfAllThatIsAtAnEdge() {
    byte[] text = new byte[4];
    for (int first : EDGES) {
      for (int second : EDGES) {
        for (int third : LATER_EDGES) {
          for (int fourth : LATER_EDGES) {
            text[0] = (byte) first;
            text[1] = (byte) second;
            text[2] = (byte) third;
            text[3] = (byte) fourth;
            for (int length = 1; length <= 4; length++) {
              check(Arrays.copyOf(text, length));
            }
          }
        }
      }
    }
  }

  /**
   * Where eight bytes are looked at together, it matters which of them is odd, and how many follow.
   */
  @Test
  void saysWhatJavaSaysWhereverInAsciiSomethingElseStands() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length = 1; length <= 40; length++) {
      for (int at = 0; at < length; at++) {
        for (int i = 0; i < 20; i++) {
          byte[] text = new byte[length];
          Arrays.fill(text, (byte) 'a');
          for (int j = at; j < Math.min(length, at + random.nextInt(1, 6)); j++) {
            text[j] = (byte) EDGES[random.nextInt(EDGES.length)];
          }
          check(text);
        }
      }
    }
  }

  @Test
  void looksAtNothingBeforeOrBehind() {
    byte[] text = "\u00e9 twelve bytes \u00e9".getBytes(UTF_8);

    assertThat(Utf8.isValid(text, 1, text.length)).isFalse();
    assertThat(Utf8.isValid(text, 2, text.length - 1)).isFalse();
    assertThat(Utf8.isValid(text, 2, text.length - 2)).isTrue();
    assertThat(Utf8.characters(text, 2, text.length - 2)).isEqualTo(text.length - 4);
  }

  @Test
  void readsStringsOfAllLengthsAndCharacters() {
    SplittableRandom random = new SplittableRandom(SEED);
    String[] parts = {
      "a", "\u007f", "\u00e9", "\u20ac", "\ud83d\ude00", "\ufffd", "\\\"", "\\\\", "\\u00e9"
    };
    for (int i = 0; i < 3_000; i++) {
      StringBuilder written = new StringBuilder();
      for (int j = random.nextInt(48); j > 0; j--) {
        written.append(parts[random.nextInt(random.nextInt(parts.length) + 1)]);
      }
      String meant =
          written
              .toString()
              .replace("\\\\", "\u0000")
              .replace("\\\"", "\"")
              .replace("\\u00e9", "\u00e9")
              .replace("\u0000", "\\");

      JsonValue.Text text =
          (JsonValue.Text) read("[\"" + written + "\"]").member("0").orElseThrow();

      assertThat(text.characters())
          .as("seed %s: %s", SEED, written)
          .isEqualTo(meant.codePointCount(0, meant.length()));
      assertThat(text.value()).isEqualTo(meant);
      assertThat(new String(text.slice().bytes(), UTF_8)).isEqualTo("\"" + written + "\"");
    }
  }

  private static JsonValue read(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }

  private static void check(byte[] text) {
    boolean isValid;
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      isValid = true;
    } catch (CharacterCodingException e) {
      isValid = false;
    }
    if (Utf8.isValid(text, 0, text.length) != isValid) {
      assertThat(text).as("is UTF-8: %s", isValid).isNull();
    }
  }
}
