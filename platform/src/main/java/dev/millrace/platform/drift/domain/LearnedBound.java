package dev.millrace.platform.drift.domain;

import java.util.OptionalDouble;

/**
 * The bound of a mean that is in order, learnt from first values, and better at each doubling of
 * them, up to {@value #FURTHER} times. It only falls: what comes meanwhile and is not in order
 * cannot raise it.
 *
 * <p>A bound that was learnt from few values leaves a margin in which small changes hide; this one
 * lets an {@link EDetector} begin early all the same.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class LearnedBound {

  private static final int FURTHER = 3;

  /**
   * In standard errors: a mean above any of the bounds is then seen in about 1 of 30 warm-ups, and
   * above a single one at {@link WarmUp#USUAL_MARGIN} in 1 of 44.
   */
  private static final double MARGIN = 2.3;

  private long count;
  private double sum;
  private int looks;
  private double bound = 1;

  /** Takes values into account that are in order, or taken to be. */
  public void add(long values, double total) {
    if (looks <= FURTHER) {
      count += values;
      sum += total;
    }
  }

  /**
   * The bound by now; nothing while there are too few values.
   *
   * @param first how many are enough at first
   */
  public OptionalDouble bound(long first) {
    int before = looks;
    while (looks <= FURTHER && count >= first * (1L << looks)) {
      looks++;
    }
    if (looks > before) {
      WarmUp values = new WarmUp();
      values.add(count, sum);
      bound = Math.min(bound, values.bound(MARGIN));
    }
    return looks == 0 ? OptionalDouble.empty() : OptionalDouble.of(bound);
  }

  /** Compact; {@link #of(byte[])} reads it. */
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.number(count);
    packed.real(sum);
    packed.number(looks);
    packed.real(bound);
    return packed.bytes();
  }

  /** Written by {@link #bytes()}. */
  public static LearnedBound of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    LearnedBound read = new LearnedBound();
    read.count = packed.number();
    read.sum = packed.real();
    read.looks = Math.toIntExact(packed.number());
    read.bound = packed.real();
    packed.requireEnd();
    return read;
  }
}
