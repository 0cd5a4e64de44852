package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in cells between the reference's quantiles: 64 parts, the deciles, the least and the
 * greatest value; each edge is a cell of its own, so that values which repeat are exact.
 *
 * <p><i>Shape</i>: counts of cell 0 below the first edge, 1 the first edge itself, 2 between it and
 * the second, and so on; then nulls, then invalid values. One sum for each open cell: how far its
 * values are from the edge below, or from the range where they are out of it.
 *
 * <p><i>Failure</i>: statistics of counts between deciles are exact. The Kolmogorov-Smirnov
 * distance is at most the exact one, and less by at most the largest share of an open cell; the
 * Wasserstein distance is exact where the distributions do not cross inside of a cell, else it is
 * less.
 */
final class NumberProfile implements ReferenceProfile {

  static final long KIND = 1;

  private static final int PARTS = 64;
  private static final double UNITS_PER_CELL = 1L << 30;
  private static final double UNITS_PER_SPREAD = 1L << 20;
  private static final double MOST_UNITS = 1L << 50;
  private static final long STEPS = 20_000;

  private final double[] edges;
  private final double[] deciles;
  private final double spread;
  private final long outer;
  private final WindowCounts reference;

  private NumberProfile(
      double[] edges, double[] deciles, double spread, long outer, WindowCounts reference) {
    this.edges = edges;
    this.deciles = deciles;
    this.spread = spread;
    this.outer = outer;
    this.reference = reference;
  }

  static NumberProfile of(NumberSample sample) {
    boolean empty = sample.count() == 0;
    double[] deciles = empty ? new double[0] : sample.deciles();
    double[] edges = empty ? new double[0] : edges(sample, deciles);
    NumberProfile profile =
        new NumberProfile(
            edges,
            deciles,
            sample.standardDeviation(),
            sample.outerValues(),
            new WindowCounts(2 * edges.length + 3, edges.length + 1));
    for (int i = 0; i < sample.count(); i++) {
      profile.count(profile.reference, sample.at(i));
    }
    profile.reference.add(profile.nullCell(), sample.nulls());
    profile.reference.add(profile.invalidCell(), sample.invalid());
    return profile;
  }

  private static double[] edges(NumberSample sample, double[] deciles) {
    DoubleStream quantiles =
        IntStream.rangeClosed(0, PARTS).mapToDouble(k -> sample.quantile((double) k / PARTS));
    return DoubleStream.concat(quantiles, Arrays.stream(deciles)).sorted().distinct().toArray();
  }

  static NumberProfile read(PackedReader packed) {
    double[] edges = packed.reals();
    double[] deciles = packed.reals();
    double spread = packed.real();
    long outer = packed.number();
    WindowCounts counts = WindowCounts.read(packed).of(2 * edges.length + 3, edges.length + 1);
    return new NumberProfile(edges, deciles, spread, outer, counts);
  }

  @Override
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.number(KIND);
    packed.reals(edges);
    packed.reals(deciles);
    packed.real(spread);
    packed.number(outer);
    reference.writeTo(packed);
    return packed.bytes();
  }

  /** Of the cells, in order of size. */
  double[] edges() {
    return edges.clone();
  }

  @Override
  public FeatureType type() {
    return FeatureType.NUMBER;
  }

  @Override
  public WindowCounts window() {
    return new WindowCounts(reference.cells(), reference.sums());
  }

  @Override
  public long records() {
    return Arrays.stream(reference.first(reference.cells())).sum();
  }

  @Override
  public void count(WindowCounts window, @Nullable String value) {
    if (value == null) {
      window.count(nullCell());
      return;
    }
    OptionalDouble number = NumberText.parse(value);
    if (number.isPresent()) {
      count(window, number.getAsDouble());
    } else {
      window.count(invalidCell());
    }
  }

  @Override
  public void count(WindowCounts window, double value) {
    if (!NumberText.isUsable(value)) {
      window.count(invalidCell());
      return;
    }
    double number = value + 0.0; // of minus zero this makes zero
    int found = Arrays.binarySearch(edges, number);
    if (found >= 0) {
      window.count(2 * found + 1);
      return;
    }
    int above = -found - 1;
    window.count(2 * above);
    window.addTo(above, offset(above, number));
  }

  /** How far into its cell a value is; of one out of the range, how far out. */
  private long offset(int above, double number) {
    if (edges.length == 0) {
      return 0;
    }
    if (above == 0) {
      return outside(edges[0] - number);
    }
    if (above == edges.length) {
      return outside(number - edges[edges.length - 1]);
    }
    double below = edges[above - 1];
    return Math.round((number - below) / (edges[above] - below) * UNITS_PER_CELL);
  }

  private long outside(double distance) {
    return Math.round(Math.min(MOST_UNITS, distance / unit()));
  }

  private double unit() {
    return Math.max(spread, NumberMeasures.LEAST_SPREAD) / UNITS_PER_SPREAD;
  }

  @Override
  public Comparison compare(WindowCounts window, EffectGates gates) {
    long n = numbers(reference);
    long m = numbers(window);
    Optional<NumberMeasures> measures =
        n == 0 || m == 0 ? Optional.empty() : Optional.of(measures(window, n, m));
    long outside = edges.length == 0 ? 0 : window.at(0) + window.at(2 * edges.length);
    NumberShares shares =
        new NumberShares(
            n,
            reference.at(nullCell()),
            reference.at(invalidCell()),
            outer,
            m,
            window.at(nullCell()),
            window.at(invalidCell()),
            outside);
    return NumberMeasures.comparison(measures, shares, gates);
  }

  private NumberMeasures measures(WindowCounts window, long n, long m) {
    long largest = 0;
    long ours = 0;
    long theirs = 0;
    double area = 0;
    for (int cell = 0; cell <= 2 * edges.length; cell++) {
      if (cell % 2 == 0) {
        double before = (double) ours / n - (double) theirs / m;
        area += Math.abs(area(cell, before, n, window, m));
      }
      ours += reference.at(cell);
      theirs += window.at(cell);
      largest = Math.max(largest, Math.abs(ours * m - theirs * n));
    }
    KolmogorovSmirnov test = new KolmogorovSmirnov(largest, n, m);
    return new NumberMeasures(
        test.distance(),
        test.pValueWithin(STEPS),
        area,
        NumberMeasures.byChance(breadth(n), (double) n, (double) m),
        spread,
        new CountTable(betweenDeciles(reference), betweenDeciles(window)),
        deciles);
  }

  private double breadth(long n) {
    double sum = 0;
    double before = reference.at(0);
    for (int i = 1; i < edges.length; i++) {
      before += reference.at(2 * i - 1) + reference.at(2 * i) / 2.0;
      double share = before / n;
      sum += Math.sqrt(Math.max(0, share * (1 - share))) * (edges[i] - edges[i - 1]);
      before += reference.at(2 * i) / 2.0;
    }
    return sum;
  }

  /** Difference of the distributions, summed over an open cell. */
  private double area(int cell, double before, long n, WindowCounts window, long m) {
    int above = cell / 2;
    double ours = (double) reference.sum(above) / n;
    double theirs = (double) window.sum(above) / m;
    if (above == 0 || above == edges.length) {
      return (ours - theirs) * unit();
    }
    double width = edges[above] - edges[above - 1];
    double counted = (double) reference.at(cell) / n - (double) window.at(cell) / m;
    return width * (before + counted - (ours - theirs) / UNITS_PER_CELL);
  }

  private long[] betweenDeciles(WindowCounts window) {
    long[] counts = new long[deciles.length + 1];
    int part = 0;
    for (int cell = 0; cell <= 2 * edges.length; cell++) {
      // Cell 2i lies before edge i, cell 2i + 1 is edge i: both belong to the part that it ends.
      while (part < deciles.length
          && (cell == 2 * edges.length || edges[cell / 2] > deciles[part])) {
        part++;
      }
      counts[part] += window.at(cell);
    }
    return counts;
  }

  private long numbers(WindowCounts window) {
    return Arrays.stream(window.first(2 * edges.length + 1)).sum();
  }

  private int nullCell() {
    return 2 * edges.length + 1;
  }

  private int invalidCell() {
    return 2 * edges.length + 2;
  }
}
