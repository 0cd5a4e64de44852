package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.FeatureType;
import dev.millrace.schemas.testing.Fuzz;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is stored of windows is read as it was written; damaged bytes are refused, or count on. */
class StoredFuzzTest {

  private static final List<String> VALUES = List.of("1", "2.5", "-3", "1e9", "7", "gold", "a b");

  @Test
  void readsProfilesOrRefusesThem() {
    Fuzz.ofBytes(
            "reference profile",
            List.of(FeatureType.values()).stream()
                .map(type -> ReferenceProfiles.of(type, VALUES).bytes())
                .toList())
        .holds(
            input ->
                check(
                    input,
                    ReferenceProfile::of,
                    profile -> {
                      WindowCounts window = profile.window();
                      VALUES.forEach(value -> profile.count(window, value));
                      assertThat(ReferenceProfile.of(profile.bytes()).bytes())
                          .isEqualTo(profile.bytes());
                      return window.bytes();
                    }));
  }

  @Test
  void readsWindowsOrRefusesThem() {
    ReferenceProfile profile = ReferenceProfiles.of(FeatureType.NUMBER, VALUES);
    WindowCounts counts = profile.window();
    VALUES.forEach(value -> profile.count(counts, value));

    Fuzz.ofBytes("window", List.of(counts.bytes(), profile.window().bytes()))
        .holds(input -> check(input, WindowCounts::of, WindowCounts::bytes));
  }

  @Test
  void readsDetectorsOrRefusesThem() {
    EDetector evidence = new EDetector(0.3, 1_000);
    Adwin window = new Adwin(Adwin.USUAL_DELTA, 1);
    for (int i = 0; i < 100; i++) {
      assertThat(evidence.alarms(0.1)).isFalse();
      assertThat(window.changes(i % 3)).isFalse();
    }

    Fuzz.ofBytes("evidence", List.of(evidence.bytes()))
        .holds(input -> check(input, EDetector::of, EDetector::bytes));
    Fuzz.ofBytes("adaptive window", List.of(window.bytes()))
        .holds(input -> check(input, Adwin::of, Adwin::bytes));
  }

  @Test
  void refusesProfilesWithoutTheCellsThatTheyCountIn() {
    // The kind, no names, and fewer counts than there are cells.
    PackedWriter packed = new PackedWriter();
    for (int number : new int[] {2, 0, 0, 1, 0, 0}) {
      packed.number(number);
    }

    assertThatThrownBy(() -> ReferenceProfile.of(packed.bytes()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static <T> void check(byte[] input, Function<byte[], T> reader, Function<T, byte[]> use) {
    T read;
    try {
      read = reader.apply(input);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).+");
      return;
    }
    assertThat(use.apply(read)).isNotEmpty();
  }
}
