package dev.millrace.platform.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryTableTest {

  private final EntryTable table = new EntryTable();

  @Test
  void hasNothingAtFirst() {
    assertThat(table.get(new byte[] {1})).isNull();
    assertThat(table.inOrder()).isEmpty();
    assertThat(table.isFull()).isFalse();
  }

  /** Beside a map of the JDK's, with keys that differ little, much, or in their length alone. */
  @ParameterizedTest(name = "{0} bytes at most behind {1} that all have, values up to {2}")
  @CsvSource({"16, 4, 8", "2, 0, 3", "3, 20, 0", "40, 0, 100", "1, 9, 1"})
  void hasWhatAMapWouldHave(int longest, int common, int longestValue) {
    long seed = 31L * longest + common;
    SplittableRandom random = new SplittableRandom(seed);
    Map<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 5_000; i++) {
      byte[] key = new byte[common + random.nextInt(longest + 1)];
      random.nextBytes(key);
      Arrays.fill(key, 0, common, (byte) -7);
      byte[] value = new byte[random.nextInt(longestValue + 1)];
      random.nextBytes(value);

      table.put(key, value);
      expected.put(key, value);
    }

    assertThat(table.size()).as("seed %d", seed).isEqualTo(expected.size());
    expected.forEach(
        (key, value) -> assertThat(table.get(key)).as("seed %d", seed).isEqualTo(value));
    List<byte[]> keys = new ArrayList<>();
    for (DayStore.Entry entry : table.inOrder()) {
      keys.add(entry.key());
      assertThat(entry.value()).as("seed %d", seed).isEqualTo(expected.get(entry.key()));
    }
    assertThat(keys)
        .as("seed %d", seed)
        .usingElementComparator(Arrays::compareUnsigned)
        .containsExactlyElementsOf(expected.keySet());
  }

  /** Ids that somebody counts: what tells them apart is far behind. */
  @Test
  void putsKeysInOrderThatBeginAlike() {
    table.put(new byte[] {-1}, new byte[0]);
    for (int i = 0; i < 2_000; i++) {
      table.put(ascii(String.format("order-2026-%06d", i * 7919 % 2_000)), new byte[] {(byte) i});
    }

    List<byte[]> keys = new ArrayList<>();
    table.inOrder().forEach(entry -> keys.add(entry.key()));

    assertThat(keys).hasSize(2_001).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(table.get(ascii("order-2026-000001"))).isNotNull();
    assertThat(table.get(ascii("order-2026-002000"))).isNull();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void hasNothingOfWhatWasCleared() {
    table.put(new byte[] {1, 2}, new byte[] {3});

    table.clear();

    assertThat(table.size()).isZero();
    assertThat(table.get(new byte[] {1, 2})).isNull();
    table.put(new byte[] {1}, new byte[] {4});
    assertThat(table.inOrder())
        .singleElement()
        .satisfies(entry -> assertThat(entry.value()).containsExactly(4));
  }

  @Test
  void isFullOfManyEntries() {
    for (int i = 0; i < EntryTable.MOST; i++) {
      assertThat(table.isFull()).isFalse();
      table.put(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}, new byte[0]);
    }

    assertThat(table.isFull()).isTrue();
  }

  /** What is written over and over would fill it, too. */
  @Test
  void isFullOfManyBytes() {
    for (int i = 0; i < 4; i++) {
      assertThat(table.isFull()).isFalse();
      table.put(new byte[] {1}, new byte[EntryTable.MOST_BYTES / 4 + i]);
    }

    assertThat(table.isFull()).isTrue();
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.get(new byte[] {1})).hasSize(EntryTable.MOST_BYTES / 4 + 3);
  }
}
