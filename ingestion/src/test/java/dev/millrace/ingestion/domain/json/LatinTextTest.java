package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LatinTextTest {

  private static final int LONGEST_OF_ALL = 64;
  private static final int LONG = 3_000;

  static Stream<Arguments> alphabets() {
    return Stream.of(
        argumentSet("ASCII", "a z~\u0000\u007f", 1),
        argumentSet("a few of Latin-1", "\u0080\u00bf\u00c0\u00e4\u00f6\u00ff", 20),
        argumentSet("Latin-1", "a\u0080\u00bf\u00c0\u00e4\u00f6\u00ff", 1),
        argumentSet("a few beyond", "\u0100\u04ff\u07ff\u0800\u201e\u20ac\ud7ff\ue000\uffff", 20),
        argumentSet("beyond", "\u0100\u04ff\u07ff\u0800\u201e\u20ac\ud7ff\ue000\uffff", 1),
        argumentSet("pairs of surrogates", "\ud800\udc00\ud83d\ude80\udbff\udfff", 3),
        argumentSet("all", "a\u00e4\u0100\u20ac\ud83d\ude80\u00ff", 4));
  }

  @ParameterizedTest
  @MethodSource("alphabets")
  void readsWhatJavaReads(String alphabet, int oneOf) {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    int[] characters = alphabet.codePoints().toArray();
    for (int i = 0; i < 10_000; i++) {
      int length = i % 100 == 0 ? random.nextInt(LONG) : random.nextInt(LONGEST_OF_ALL + 1);
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < length; j++) {
        boolean odd = random.nextInt(oneOf) == 0;
        text.appendCodePoint(odd ? characters[random.nextInt(characters.length)] : 'e');
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      int before = random.nextInt(Long.BYTES);
      byte[] framed = new byte[before + bytes.length + random.nextInt(Long.BYTES)];
      Arrays.fill(framed, (byte) 0xC3);
      System.arraycopy(bytes, 0, framed, before, bytes.length);

      assertThat(LatinText.decoded(framed, before, before + bytes.length))
          .as("seed %d, text %d", seed, i)
          .isEqualTo(text.toString());
    }
  }
}
