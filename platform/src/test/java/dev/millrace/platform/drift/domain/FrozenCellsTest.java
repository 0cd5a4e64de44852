package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrozenCellsTest {

  private static final long SEED = 20261126;

  @ParameterizedTest
  @EnumSource(FeatureType.class)
  void countsAreTheSameInAnyOrderAndHoweverTheyAreSpread(FeatureType type) {
    ReferenceProfile profile = ReferenceProfiles.of(type, values(type, 500, 1));
    List<@Nullable String> values = values(type, 300, 2);
    WindowCounts inOrder = profile.window();
    values.forEach(value -> profile.count(inOrder, value));

    Collections.shuffle(values, new Random(SEED));
    WindowCounts left = profile.window();
    values.subList(0, 111).forEach(value -> profile.count(left, value));
    WindowCounts right = profile.window();
    values.subList(111, 300).forEach(value -> profile.count(right, value));
    right.merge(left);

    assertThat(right).isEqualTo(inOrder);
    assertThat(right.bytes()).isEqualTo(inOrder.bytes());
  }

  @ParameterizedTest
  @EnumSource(FeatureType.class)
  void profilesAndCountsSurviveTheirBytes(FeatureType type) {
    ReferenceProfile profile = ReferenceProfiles.of(type, values(type, 500, 1));
    WindowCounts window = profile.window();
    values(type, 300, 2).forEach(value -> profile.count(window, value));

    ReferenceProfile read = ReferenceProfile.of(profile.bytes());
    WindowCounts readWindow = WindowCounts.of(window.bytes());

    assertThat(read.type()).isEqualTo(type);
    assertThat(read.records()).isEqualTo(500);
    assertThat(read.bytes()).isEqualTo(profile.bytes());
    assertThat(read.compare(readWindow, EffectGates.USUAL))
        .isEqualTo(profile.compare(window, EffectGates.USUAL));
  }

  @ParameterizedTest
  @EnumSource(FeatureType.class)
  void damagedBytesAreNotRead(FeatureType type) {
    byte[] bytes = ReferenceProfiles.of(type, values(type, 100, 1)).bytes();

    for (int length : new int[] {0, 1, 2, bytes.length / 2, bytes.length - 1}) {
      assertThatThrownBy(() -> ReferenceProfile.of(Arrays.copyOf(bytes, length)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ReferenceProfile.of(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aWindowOfNumbersTakesAtMostTwoAndAHalfKilobytes() {
    ReferenceProfile profile =
        ReferenceProfiles.of(FeatureType.NUMBER, values(FeatureType.NUMBER, 5000, 1));
    WindowCounts window = profile.window();
    values(FeatureType.NUMBER, 5000, 2).forEach(value -> profile.count(window, value));

    assertThat(window.bytes().length).isLessThan(2500);
  }

  @Test
  void countsOfAnotherReferenceAreRefused() {
    WindowCounts window =
        ReferenceProfiles.of(FeatureType.NUMBER, values(FeatureType.NUMBER, 90, 1)).window();
    WindowCounts other =
        ReferenceProfiles.of(FeatureType.CATEGORY, values(FeatureType.CATEGORY, 90, 1)).window();

    assertThatThrownBy(() -> window.merge(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("counts of another reference cannot be merged");
  }

  @Test
  void distancesOfNumbersAreThoseComputedByHand() {
    // Reference 0, 1, ..., 99; window 100 times 49 and 100 times 149.
    List<@Nullable String> reference = new ArrayList<>();
    List<@Nullable String> current = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reference.add(Integer.toString(i));
      current.add("49");
      current.add("149");
    }

    Comparison comparison = compare(FeatureType.NUMBER, reference, current);

    // Below 49 the reference has 49 %, the window nothing; at 99 all against a half.
    assertThat(comparison.statistics().get(Statistic.KS)).isCloseTo(0.5, within(0.011));
    // 24.5 on the way of the lower half to 49, 74.5 on the way of the upper half to 149: half each.
    assertThat(comparison.statistics().get(Statistic.WASSERSTEIN)).isCloseTo(49.5, within(0.5));
    // Half of the window is above the greatest; of 100 distinct values 2 would be out of the rest.
    assertThat(finding(comparison, Aspect.OUT_OF_RANGE).effect())
        .isCloseTo((0.5 - 0.02) / 0.01, within(1e-9));
  }

  @Test
  void aConstantReferenceIsComparedByItsAtom() {
    List<@Nullable String> reference = Collections.nCopies(100, "7");
    List<@Nullable String> same = Collections.nCopies(60, "7.0");
    List<@Nullable String> moved = new ArrayList<>(Collections.nCopies(30, "7"));
    moved.addAll(Collections.nCopies(30, "8"));

    Comparison stable = compare(FeatureType.NUMBER, reference, same);
    Comparison drifted = compare(FeatureType.NUMBER, reference, moved);

    assertThat(stable.statistics().get(Statistic.KS)).isZero();
    assertThat(finding(stable, Aspect.DISTRIBUTION).pValue()).isEqualTo(1);
    assertThat(drifted.statistics().get(Statistic.KS)).isEqualTo(0.5);
    // Half of the values are 1 away, in thousandths because a constant has no deviation.
    assertThat(drifted.statistics().get(Statistic.WASSERSTEIN_NORMALISED))
        .isCloseTo(500, within(1e-3));
    assertThat(finding(drifted, Aspect.DISTRIBUTION).pValue()).isLessThan(1e-8);
  }

  @Test
  void nullsAndWhatIsNoNumberAreCountedApart() {
    List<@Nullable String> reference = values(FeatureType.NUMBER, 400, 1);
    List<@Nullable String> current = values(FeatureType.NUMBER, 100, 2);
    for (int i = 0; i < 40; i++) {
      current.add(null);
      current.add(
          List.of("NaN", "Infinity", "-inf", "1e999", "abc", "0x10", "1d", "1,5").get(i % 8));
    }

    Comparison comparison = compare(FeatureType.NUMBER, reference, current);

    assertThat(comparison.currentCount()).isEqualTo(100);
    assertThat(finding(comparison, Aspect.NULLS).effect())
        .isCloseTo(100.0 * 40 / 180, within(1e-9));
    assertThat(finding(comparison, Aspect.INVALID).pValue()).isLessThan(1e-9);
  }

  @Test
  void aWindowOfNullsAloneIsJudgedByThem() {
    Comparison comparison =
        compare(
            FeatureType.CATEGORY,
            values(FeatureType.CATEGORY, 100, 1),
            Collections.nCopies(80, null));

    assertThat(comparison.enough()).isFalse();
    assertThat(comparison.statistics()).isEmpty();
    assertThat(comparison.findings()).extracting(Finding::aspect).containsExactly(Aspect.NULLS);
    assertThat(finding(comparison, Aspect.NULLS).isLarge()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(FeatureType.class)
  void nothingAtAllIsNoError(FeatureType type) {
    Comparison empty = compare(type, List.of(), List.of());
    Comparison one = compare(type, List.of("1"), List.of("2"));

    assertThat(empty.enough()).isFalse();
    assertThat(empty.findings()).isEmpty();
    assertThat(one.enough()).isFalse();
    assertThat(one.findings()).isEmpty();
  }

  @Test
  void unseenCategoriesHaveACellOfTheirOwn() {
    List<@Nullable String> reference = new ArrayList<>(Collections.nCopies(500, "a"));
    reference.addAll(Collections.nCopies(500, "b"));
    List<@Nullable String> current = new ArrayList<>(Collections.nCopies(90, "a"));
    current.addAll(Collections.nCopies(90, "b"));
    current.addAll(Collections.nCopies(20, "new"));

    Comparison comparison = compare(FeatureType.CATEGORY, reference, current);

    assertThat(finding(comparison, Aspect.UNSEEN).effect()).isCloseTo(10, within(1e-9));
    assertThat(finding(comparison, Aspect.UNSEEN).pValue()).isLessThan(1e-9);
    assertThat(comparison.changes().get(0)).isEqualTo(new CellChange("(unseen)", 0, 0.1));
  }

  @Test
  void identifiersThatAreAlwaysNewAreNoNews() {
    List<@Nullable String> reference = new ArrayList<>();
    List<@Nullable String> current = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reference.add("r" + i);
      current.add("c" + i);
    }

    Comparison few = compare(FeatureType.CATEGORY, reference, current);
    Comparison many = compare(FeatureType.CATEGORY, twice(reference), twice(current));

    assertThat(finding(few, Aspect.UNSEEN).isLarge()).isFalse();
    assertThat(finding(few, Aspect.DISTRIBUTION).pValue()).isGreaterThan(0.01);
    assertThat(finding(many, Aspect.DISTRIBUTION).pValue()).isGreaterThan(0.01);
  }

  private static List<@Nullable String> twice(List<@Nullable String> values) {
    List<@Nullable String> all = new ArrayList<>(values);
    values.forEach(value -> all.add(value + "+"));
    return all;
  }

  static Comparison compare(
      FeatureType type, List<@Nullable String> reference, List<@Nullable String> current) {
    ReferenceProfile profile = ReferenceProfiles.of(type, reference);
    WindowCounts window = profile.window();
    current.forEach(value -> profile.count(window, value));
    return profile.compare(window, EffectGates.USUAL);
  }

  static Finding finding(Comparison comparison, Aspect aspect) {
    return comparison.findings().stream()
        .filter(finding -> finding.aspect() == aspect)
        .findFirst()
        .orElseThrow();
  }

  private static List<@Nullable String> values(FeatureType type, int count, long seed) {
    Random random = new Random(seed);
    Map<Integer, String> words = Map.of(0, "card", 1, "refund", 2, "login", 3, "app");
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String word = words.getOrDefault(random.nextInt(4), "");
      String value =
          switch (type) {
            case NUMBER -> Double.toString(random.nextGaussian() * 1e3);
            case CATEGORY -> word;
            case TEXT -> word + " " + words.get(random.nextInt(4)) + " please, " + word + "!";
          };
      values.add(i % 50 == 7 && type != FeatureType.NUMBER ? null : value);
    }
    return values;
  }
}
