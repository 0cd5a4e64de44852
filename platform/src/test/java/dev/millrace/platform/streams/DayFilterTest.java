package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DayFilterTest {

  private static final int KEYS = 300_000;

  /** Of a million; the class says 170. */
  private static final int MOST_TAKEN_FOR_KNOWN = 300;

  private final DayFilter filter = new DayFilter();

  @Test
  void missesNoneOfWhatItHasAndFewOfTheOthers() {
    for (int i = 0; i < KEYS; i++) {
      filter.add(key(i));
    }

    assertThat(IntStream.range(0, KEYS)).allMatch(i -> filter.mayHave(key(i)));
    assertThat(IntStream.range(KEYS, KEYS + 1_000_000).filter(i -> filter.mayHave(key(i))).count())
        .isLessThan(MOST_TAKEN_FOR_KNOWN);
  }

  @Test
  void takesKeysOfAnyLength() {
    SplittableRandom random = new SplittableRandom(20_261_126);
    for (int length = 0; length < 70; length++) {
      byte[] key = new byte[length];
      random.nextBytes(key);
      assertThat(filter.mayHave(key)).as("%d bytes, before", length).isFalse();

      filter.add(key);

      assertThat(filter.mayHave(key)).as("%d bytes, after", length).isTrue();
    }
  }

  /** Ids that differ in a few bits only. */
  private static byte[] key(int id) {
    return DayBlocks.key(20_000, 2 * Long.BYTES).putLong(1).putLong(id).array();
  }
}
