package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Fifty features whose distributions are known: normal and rounded exponential numbers, and
 * categories of 2 to 100 values; every fifth has missing values too.
 */
final class Traffic {

  static final int FEATURES = 50;

  private static final int NUMBERS = 30;
  private static final double NULLS = 0.02;
  private static final int[] SIZES = {2, 3, 5, 12, 100};

  private final Random random;
  private final List<ReferenceProfile> profiles = new ArrayList<>();

  /** Takes a reference of that many records of each feature. */
  Traffic(Random random, int records) {
    this.random = random;
    for (int feature = 0; feature < FEATURES; feature++) {
      List<@Nullable String> values = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        values.add(value(feature, 0));
      }
      profiles.add(
          ReferenceProfiles.of(
              feature < NUMBERS ? FeatureType.NUMBER : FeatureType.CATEGORY, values));
    }
  }

  /**
   * One window, record by record.
   *
   * @param shift of the first feature by so many standard deviations, and of the first of the
   *     categories by a tenth of that in shares
   */
  List<Comparison> window(int records, double shift) {
    List<Comparison> all = new ArrayList<>();
    for (int feature = 0; feature < FEATURES; feature++) {
      ReferenceProfile profile = profiles.get(feature);
      WindowCounts window = profile.window();
      double moved = feature == 0 || feature == NUMBERS ? shift : 0;
      for (int i = 0; i < records; i++) {
        if (feature < NUMBERS && !isNull(feature)) {
          profile.count(window, number(feature, moved));
        } else {
          profile.count(window, feature < NUMBERS ? null : value(feature, moved));
        }
      }
      all.add(profile.compare(window, EffectGates.USUAL));
    }
    return all;
  }

  /** One window of many records, by their counts; numbers are uniform within their cells. */
  List<Comparison> largeWindow(long records) {
    List<Comparison> all = new ArrayList<>();
    for (int feature = 0; feature < FEATURES; feature++) {
      ReferenceProfile profile = profiles.get(feature);
      WindowCounts window = profile.window();
      long nulls = feature % 5 == 0 ? Draws.binomial(random, records, NULLS) : 0;
      for (int i = 0; i < nulls; i++) {
        profile.count(window, (String) null);
      }
      if (profile instanceof NumberProfile numbers) {
        count(feature, numbers, window, records - nulls);
      } else {
        double[] shares = shares(feature, 0);
        long[] counts = Draws.counts(random, records - nulls, shares);
        for (int i = 0; i < shares.length; i++) {
          add(profile, window, "c" + i, counts[i]);
        }
      }
      all.add(profile.compare(window, EffectGates.USUAL));
    }
    return all;
  }

  private void count(int feature, NumberProfile profile, WindowCounts window, long records) {
    if (isRounded(feature)) {
      // Exponential numbers of mean 4, rounded up: geometric ones.
      double[] shares = new double[60];
      double stay = Math.exp(-0.25);
      for (int i = 0; i < shares.length; i++) {
        shares[i] = Math.pow(stay, i) * (i == shares.length - 1 ? 1 : 1 - stay);
      }
      long[] counts = Draws.counts(random, records, shares);
      for (int i = 0; i < shares.length; i++) {
        add(profile, window, Integer.toString(i + 1), counts[i]);
      }
      return;
    }
    double[] edges = profile.edges();
    double[] shares = new double[edges.length + 1];
    double below = 0;
    for (int i = 0; i <= edges.length; i++) {
      double upTo = i == edges.length ? 1 : 1 - GammaTail.normal(edges[i]);
      shares[i] = upTo - below;
      below = upTo;
    }
    long[] counts = Draws.counts(random, records, shares);
    for (int i = 0; i <= edges.length; i++) {
      double value =
          i == 0
              ? edges[0] - 0.25
              : i == edges.length ? edges[i - 1] + 0.25 : (edges[i - 1] + edges[i]) / 2;
      add(profile, window, Double.toString(value), counts[i]);
    }
  }

  private static void add(ReferenceProfile profile, WindowCounts window, String value, long count) {
    WindowCounts one = profile.window();
    profile.count(one, value);
    for (int i = 0; i < one.cells(); i++) {
      window.add(i, one.at(i) * count);
    }
    for (int i = 0; i < one.sums(); i++) {
      window.addTo(i, one.sum(i) * count);
    }
  }

  private @Nullable String value(int feature, double shift) {
    if (isNull(feature)) {
      return null;
    }
    if (feature < NUMBERS) {
      return Double.toString(number(feature, shift));
    }
    double[] shares = shares(feature, shift);
    double left = random.nextDouble();
    for (int i = 0; i < shares.length - 1; i++) {
      left -= shares[i];
      if (left < 0) {
        return "c" + i;
      }
    }
    return "c" + (shares.length - 1);
  }

  private boolean isNull(int feature) {
    return feature % 5 == 0 && random.nextDouble() < NULLS;
  }

  private static boolean isRounded(int feature) {
    return feature % 3 == 2;
  }

  private double number(int feature, double shift) {
    return isRounded(feature)
        ? Math.ceil(-4 * Math.log(1 - random.nextDouble()))
        : random.nextGaussian() + shift;
  }

  /** As Zipf has it; a shift takes a part of the most frequent one to the next. */
  private static double[] shares(int feature, double shift) {
    double[] shares = new double[SIZES[feature % SIZES.length]];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = 1.0 / (i + 1);
    }
    double sum = Arrays.stream(shares).sum();
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    shares[0] -= shift / 10;
    shares[1] += shift / 10;
    return shares;
  }
}
