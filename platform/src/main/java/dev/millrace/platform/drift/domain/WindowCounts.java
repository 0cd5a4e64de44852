package dev.millrace.platform.drift.domain;

import java.util.Arrays;

/**
 * What of a feature is kept of a window: counts in the cells of a {@link ReferenceProfile}, and
 * sums of where in its cell each value is. All are whole numbers, so merging is exact and order
 * does not matter.
 *
 * <p><i>Shape</i>: merges only with counts of the same profile.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class WindowCounts {

  private final long[] counts;
  private final long[] sums;

  WindowCounts(int cells, int sums) {
    this(new long[cells], new long[sums]);
  }

  WindowCounts(long[] counts, long[] sums) {
    this.counts = counts;
    this.sums = sums;
  }

  /** Written by {@link #bytes()}. */
  public static WindowCounts of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    WindowCounts read = read(packed);
    packed.requireEnd();
    return read;
  }

  static WindowCounts read(PackedReader packed) {
    return new WindowCounts(packed.longs(), packed.longs());
  }

  /** The same, where a profile laid that many; nobody counts in cells that are not there. */
  WindowCounts of(int cells, int places) {
    if (counts.length != cells || sums.length != places) {
      throw new IllegalArgumentException(
          "a profile of "
              + cells
              + " cells and "
              + places
              + " sums has counts of "
              + counts.length
              + " and "
              + sums.length
              + ": damaged");
    }
    return this;
  }

  /** Compact: numbers near zero take one byte. */
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    writeTo(packed);
    return packed.bytes();
  }

  void writeTo(PackedWriter packed) {
    packed.longs(counts);
    packed.longs(sums);
  }

  /** Adds what another has counted in the same cells. */
  public void merge(WindowCounts other) {
    if (other.counts.length != counts.length || other.sums.length != sums.length) {
      throw new IllegalArgumentException(
          "counts of another reference cannot be merged: "
              + other.counts.length
              + " cells and "
              + other.sums.length
              + " sums, these are "
              + counts.length
              + " and "
              + sums.length);
    }
    addFirst(other);
  }

  /** A copy that goes its own way. */
  public WindowCounts copy() {
    return new WindowCounts(counts.clone(), sums.clone());
  }

  void count(int cell) {
    counts[cell]++;
  }

  void add(int cell, long occurrences) {
    counts[cell] += occurrences;
  }

  /** Adds what another has counted in those cells that both have. */
  void addFirst(WindowCounts shorter) {
    for (int i = 0; i < shorter.counts.length; i++) {
      counts[i] += shorter.counts[i];
    }
    for (int i = 0; i < shorter.sums.length; i++) {
      addTo(i, shorter.sums[i]);
    }
  }

  /**
   * Sums stop at the largest number; parts of one cell have one sign, so order still is nothing.
   */
  void addTo(int sum, long value) {
    long before = sums[sum];
    long after = before + value;
    boolean overflows = ((before ^ after) & (value ^ after)) < 0;
    sums[sum] = overflows ? (value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : after;
  }

  long at(int cell) {
    return counts[cell];
  }

  long sum(int index) {
    return sums[index];
  }

  int cells() {
    return counts.length;
  }

  int sums() {
    return sums.length;
  }

  /** The counts of the first cells. */
  long[] first(int cells) {
    return Arrays.copyOf(counts, cells);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowCounts that
        && Arrays.equals(counts, that.counts)
        && Arrays.equals(sums, that.sums);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(counts) + Arrays.hashCode(sums);
  }
}
