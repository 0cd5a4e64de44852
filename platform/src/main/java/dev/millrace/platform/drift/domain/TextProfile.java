package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts by the mean of their places ({@link TextEmbedding}), how widely those spread, and in how
 * many texts the most frequent words are.
 *
 * <p><i>Shape</i>: counts of texts, nulls, then texts with each word; sums of the places, then of
 * their squared lengths.
 */
final class TextProfile implements ReferenceProfile {

  static final long KIND = 3;

  /** Squared lengths are summed in parts of this. */
  private static final double LENGTH_UNIT = 1L << 20;

  private static final int TEXTS = 0;
  private static final int NULLS = 1;
  private static final int WORDS = 2;
  private static final double LEAST_SPREAD = 1e-6;

  private final List<String> words;
  private final double[] variances;
  private final WindowCounts reference;

  /**
   * A profile.
   *
   * @param words in alphabetical order
   * @param variances of the reference's places along their main directions
   */
  TextProfile(List<String> words, double[] variances, WindowCounts reference) {
    this.words = List.copyOf(words);
    this.variances = variances.clone();
    this.reference = reference;
  }

  static WindowCounts empty(int words) {
    return new WindowCounts(WORDS + words, TextEmbedding.DIMENSIONS + 1);
  }

  static TextProfile read(PackedReader packed) {
    String[] words = new String[packed.length(1)];
    for (int i = 0; i < words.length; i++) {
      words[i] = packed.text();
    }
    double[] variances = packed.reals();
    WindowCounts counts =
        WindowCounts.read(packed).of(WORDS + words.length, TextEmbedding.DIMENSIONS + 1);
    return new TextProfile(List.of(words), variances, counts);
  }

  @Override
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.number(KIND);
    packed.number(words.size());
    words.forEach(packed::text);
    packed.reals(variances);
    reference.writeTo(packed);
    return packed.bytes();
  }

  @Override
  public FeatureType type() {
    return FeatureType.TEXT;
  }

  @Override
  public WindowCounts window() {
    return empty(words.size());
  }

  @Override
  public long records() {
    return reference.at(TEXTS) + reference.at(NULLS);
  }

  @Override
  public void count(WindowCounts window, @Nullable String value) {
    if (value == null) {
      window.count(NULLS);
      return;
    }
    List<String> found = TextEmbedding.words(value);
    count(window, TextEmbedding.place(found));
    for (String word : new HashSet<>(found)) {
      int index = Collections.binarySearch(words, word);
      if (index >= 0) {
        window.count(WORDS + index);
      }
    }
  }

  static void count(WindowCounts window, long[] place) {
    window.count(TEXTS);
    double length = 0;
    for (int d = 0; d < place.length; d++) {
      window.addTo(d, place[d]);
      length += (place[d] / TextEmbedding.UNIT) * (place[d] / TextEmbedding.UNIT);
    }
    window.addTo(place.length, Math.round(length * LENGTH_UNIT));
  }

  static void countNulls(WindowCounts window, long nulls) {
    window.add(NULLS, nulls);
  }

  static void countWord(WindowCounts window, int word, long texts) {
    window.add(WORDS + word, texts);
  }

  @Override
  public Comparison compare(WindowCounts window, EffectGates gates) {
    long n = reference.at(TEXTS);
    long m = window.at(TEXTS);
    boolean enough = Math.min(n, m) >= gates.leastSample();
    List<Finding> findings = new ArrayList<>();
    Map<Statistic, Double> statistics = new EnumMap<>(Statistic.class);
    Map<Statistic, Double> pValues = new EnumMap<>(Statistic.class);
    Optional<Shift> shift = n < 2 || m < 2 ? Optional.empty() : Optional.of(shift(window, n, m));
    shift.ifPresent(
        moved -> {
          statistics.put(Statistic.MEAN_EMBEDDING, moved.squared());
          statistics.put(Statistic.EMBEDDING_SHIFT, moved.spreads());
          pValues.put(Statistic.MEAN_EMBEDDING, moved.pValue());
          if (enough) {
            findings.add(
                new Finding(
                    Aspect.DISTRIBUTION, moved.pValue(), moved.spreads() / gates.embedding()));
          }
        });
    new ShareChange(
            reference.at(NULLS), n + reference.at(NULLS), window.at(NULLS), m + window.at(NULLS))
        .change(Aspect.NULLS, gates)
        .ifPresent(findings::add);
    return new Comparison(
        FeatureType.TEXT, n, m, enough, statistics, pValues, findings, changes(window, n, m));
  }

  private Shift shift(WindowCounts window, long n, long m) {
    double squared = 0;
    for (int d = 0; d < TextEmbedding.DIMENSIONS; d++) {
      double difference = mean(reference, d, n) - mean(window, d, m);
      squared += difference * difference * TextEmbedding.SCALE;
    }
    double ours = variance(reference, n);
    double theirs = variance(window, m);
    double pooled = ((n - 1) * ours + (m - 1) * theirs) / (n + m - 2);
    // A window that spreads wider than the reference would else look more significant than it is.
    double wider = ours > 0 ? Math.max(1, pooled / ours) : 1;
    double[] weights = ours > 0 ? times(variances, wider) : new double[] {pooled};
    double statistic = squared / (1.0 / n + 1.0 / m);
    double beyondChance = Math.max(0, squared - ours / n - theirs / m);
    double spreads = Math.sqrt(beyondChance / Math.max(Math.max(ours, pooled), LEAST_SPREAD));
    double pValue =
        pooled > 0
            ? WeightedChiSquare.tail(weights, statistic)
            : new Proportions(0, n, squared > 0 ? m : 0, m).pValue();
    return new Shift(squared, spreads, pValue);
  }

  private static double[] times(double[] values, double factor) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }

  private static double mean(WindowCounts counts, int dimension, long texts) {
    return counts.sum(dimension) / TextEmbedding.UNIT / texts;
  }

  /** Mean squared distance of the texts from their mean. */
  private static double variance(WindowCounts counts, long texts) {
    double length =
        counts.sum(TextEmbedding.DIMENSIONS) / LENGTH_UNIT / texts * TextEmbedding.SCALE;
    double mean = 0;
    for (int d = 0; d < TextEmbedding.DIMENSIONS; d++) {
      mean += mean(counts, d, texts) * mean(counts, d, texts) * TextEmbedding.SCALE;
    }
    double variance = (length - mean) * texts / (texts - 1);
    // What is left of texts that are all the same is the rounding of their lengths.
    return variance < LEAST_SPREAD ? 0 : variance;
  }

  private List<CellChange> changes(WindowCounts window, long n, long m) {
    if (n == 0 || m == 0) {
      return List.of();
    }
    List<CellChange> all = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      CellChange change =
          new CellChange(
              words.get(i),
              (double) reference.at(WORDS + i) / n,
              (double) window.at(WORDS + i) / m);
      if (change.difference() != 0) {
        all.add(change);
      }
    }
    all.sort(CellChange.LARGEST_FIRST);
    return all.subList(0, Math.min(CellChange.MOST, all.size()));
  }

  private record Shift(double squared, double spreads, double pValue) {}
}
