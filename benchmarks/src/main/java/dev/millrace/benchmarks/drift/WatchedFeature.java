package dev.millrace.benchmarks.drift;

import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One feature with a reference drawn by chance, whose windows are drawn as well. */
final class WatchedFeature {

  private static final int FEATURES = 50;
  private static final int NUMBERS = 30;
  private static final int[] CATEGORIES = {2, 3, 5, 12, 100};

  private final Spread usual;
  private final ReferenceProfile profile;

  /** Counts of each value, once, twice, four times and so on: merged, they make any number. */
  private final List<List<WindowCounts>> powers = new ArrayList<>();

  private WatchedFeature(FeatureType type, Spread usual, int reference, Random random) {
    this.usual = usual;
    List<String> values = new ArrayList<>();
    long[] counts = usual.counts(random, reference);
    for (int i = 0; i < counts.length; i++) {
      values.addAll(Collections.nCopies((int) counts[i], usual.values()[i]));
    }
    Collections.shuffle(values, random);
    this.profile = ReferenceProfiles.of(type, values);
    for (int i = 0; i < counts.length; i++) {
      powers.add(new ArrayList<>());
    }
  }

  /** Fifty of them: normal and rounded numbers, and categories of 2 to 100 values. */
  static List<WatchedFeature> fifty(int reference, Random random) {
    List<WatchedFeature> all = new ArrayList<>();
    for (int feature = 0; feature < FEATURES; feature++) {
      all.add(
          new WatchedFeature(
              feature < NUMBERS ? FeatureType.NUMBER : FeatureType.CATEGORY,
              spread(feature, 0),
              reference,
              random));
    }
    return all;
  }

  /** A window of fifty features in which nothing changed. */
  static List<Comparison> window(List<WatchedFeature> features, long records, Random random) {
    return features.stream().map(one -> one.usualWindow(records, random)).toList();
  }

  /**
   * One in which the first number is shifted by so many standard deviations, and of the first
   * categories a tenth of that goes from the most frequent to the next.
   */
  static List<Comparison> shifted(
      List<WatchedFeature> features, long records, double shift, Random random) {
    List<Comparison> all = new ArrayList<>();
    for (int feature = 0; feature < FEATURES; feature++) {
      WatchedFeature one = features.get(feature);
      boolean moves = feature == 0 || feature == NUMBERS;
      all.add(
          moves
              ? one.movedWindow(spread(feature, shift), records, random)
              : one.usualWindow(records, random));
    }
    return all;
  }

  private static Spread spread(int feature, double shift) {
    if (feature >= NUMBERS) {
      return Spread.categories(CATEGORIES[feature % CATEGORIES.length], shift / 10);
    }
    return feature % 3 == 2 ? Spread.rounded() : Spread.normal(shift);
  }

  private Comparison usualWindow(long records, Random random) {
    WindowCounts window = profile.window();
    long[] counts = usual.counts(random, records);
    for (int i = 0; i < counts.length; i++) {
      add(window, i, counts[i]);
    }
    return profile.compare(window, EffectGates.USUAL);
  }

  private Comparison movedWindow(Spread spread, long records, Random random) {
    WindowCounts window = profile.window();
    long[] counts = spread.counts(random, records);
    for (int i = 0; i < counts.length; i++) {
      for (long one = 0; one < counts[i]; one++) {
        profile.count(window, spread.values()[i]);
      }
    }
    return profile.compare(window, EffectGates.USUAL);
  }

  private void add(WindowCounts window, int value, long times) {
    List<WindowCounts> known = powers.get(value);
    long left = times;
    for (int power = 0; left > 0; power++, left >>= 1) {
      if (known.size() == power) {
        known.add(power == 0 ? once(value) : twice(known.get(power - 1)));
      }
      if ((left & 1) == 1) {
        window.merge(known.get(power));
      }
    }
  }

  private WindowCounts once(int value) {
    WindowCounts one = profile.window();
    profile.count(one, usual.values()[value]);
    return one;
  }

  private static WindowCounts twice(WindowCounts counts) {
    WindowCounts both = counts.copy();
    both.merge(counts);
    return both;
  }
}
