package dev.millrace.platform.drift.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a window of the newest values that is as long as their mean has not changed, and drops its
 * old end where it has.
 *
 * <p><i>Shape</i>: memory and time grow with the logarithm of the window: an exponential histogram
 * whose row i holds up to {@value #PER_ROW} buckets of 2^i values. Every boundary between two
 * buckets is looked at, the last of every row among them, which other implementations pass over.
 *
 * <p><i>Source</i>: A. Bifet and R. Gavaldà, "Learning from Time-Changing Data with Adaptive
 * Windowing", 2007; the bound is theirs for small windows, with the variance of the window.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Adwin {

  /** As its authors use it. */
  public static final double USUAL_DELTA = 0.002;

  private static final int PER_ROW = 5;
  private static final int LEAST_SIDE = 5;

  private final double delta;
  private final int every;

  /** Rows of buckets, the smallest ones first; in a row the oldest first. */
  private final List<List<Bucket>> rows = new ArrayList<>();

  private long values;
  private long width;
  private double total;

  /** Sum of squared distances from the mean of the window. */
  private double scatter;

  /**
   * An empty window.
   *
   * @param delta bounds the probability of dropping something though nothing has changed, at each
   *     look
   * @param every how many values come between two looks, at least 1; the authors' is 32
   */
  public Adwin(double delta, int every) {
    if (!(delta > 0 && delta < 1) || every < 1) {
      throw new IllegalArgumentException(
          "a delta between 0 and 1 and looks at least 1 value apart are needed, not "
              + delta
              + " and "
              + every);
    }
    this.delta = delta;
    this.every = every;
  }

  /** Takes one finite value into account and tells whether the mean has changed. */
  public boolean changes(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a finite value is needed, not " + value);
    }
    insert(value);
    values++;
    if (values % every != 0) {
      return false;
    }
    boolean changed = false;
    while (cut()) {
      dropOldest();
      changed = true;
    }
    return changed;
  }

  /** Number of values in the window. */
  public long width() {
    return width;
  }

  /** Their mean; 0 where there are none. */
  public double mean() {
    return width == 0 ? 0 : total / width;
  }

  /** Their mean squared distance from the mean; 0 where there are none. */
  public double variance() {
    return width == 0 ? 0 : Math.max(0, scatter / width);
  }

  private void insert(double value) {
    if (width > 0) {
      double distance = value - mean();
      scatter += distance * distance * width / (width + 1.0);
    }
    width++;
    total += value;
    row(0).add(new Bucket(1, value, 0));
    for (int i = 0; i < rows.size() && row(i).size() > PER_ROW; i++) {
      Bucket oldest = row(i).remove(0);
      row(i + 1).add(oldest.with(row(i).remove(0)));
    }
  }

  private List<Bucket> row(int index) {
    if (index == rows.size()) {
      rows.add(new ArrayList<>());
    }
    return rows.get(index);
  }

  /** Whether the means of the values before and behind some boundary differ too much. */
  private boolean cut() {
    if (width < 2 * LEAST_SIDE) {
      return false;
    }
    long before = 0;
    double sum = 0;
    for (int i = rows.size() - 1; i >= 0; i--) {
      for (Bucket bucket : rows.get(i)) {
        before += bucket.size;
        sum += bucket.sum;
        long behind = width - before;
        if (behind < LEAST_SIDE) {
          return false;
        }
        if (before >= LEAST_SIDE
            && Math.abs(sum / before - (total - sum) / behind) > bound(before, behind)) {
          return true;
        }
      }
    }
    return false;
  }

  private double bound(long before, long behind) {
    double confidence = Math.log(2 * Math.log((double) width) / delta);
    double harmonic = 1.0 / before + 1.0 / behind;
    return Math.sqrt(2 * harmonic * variance() * confidence) + 2.0 / 3 * harmonic * confidence;
  }

  private void dropOldest() {
    int last = rows.size() - 1;
    Bucket oldest = rows.get(last).remove(0);
    if (rows.get(last).isEmpty()) {
      rows.remove(last);
    }
    width -= oldest.size;
    total -= oldest.sum;
    double distance = oldest.sum / oldest.size - mean();
    scatter -=
        oldest.scatter + distance * distance * oldest.size * width / ((double) oldest.size + width);
  }

  /** Compact; {@link #of(byte[])} reads it. */
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.real(delta);
    packed.number(every);
    packed.number(values);
    packed.real(scatter);
    packed.real(total);
    packed.number(rows.size());
    for (List<Bucket> row : rows) {
      packed.number(row.size());
      for (Bucket bucket : row) {
        packed.real(bucket.sum);
        packed.real(bucket.scatter);
      }
    }
    return packed.bytes();
  }

  /** Written by {@link #bytes()}. */
  public static Adwin of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    Adwin window = new Adwin(packed.real(), (int) packed.number());
    window.values = packed.number();
    window.scatter = packed.real();
    window.total = packed.real();
    int rows = packed.length(1);
    for (int i = 0; i < rows; i++) {
      List<Bucket> row = window.row(i);
      int buckets = packed.length(2 * Double.BYTES);
      for (int j = 0; j < buckets; j++) {
        Bucket bucket = new Bucket(1L << i, packed.real(), packed.real());
        window.width += bucket.size;
        row.add(bucket);
      }
    }
    packed.requireEnd();
    return window;
  }

  /** Values next to each other, by their sum and how they scatter around their mean. */
  private record Bucket(long size, double sum, double scatter) {

    Bucket with(Bucket next) {
      double distance = sum / size - next.sum / next.size;
      long both = size + next.size;
      return new Bucket(
          both,
          sum + next.sum,
          scatter + next.scatter + distance * distance * size * next.size / both);
    }
  }
}
