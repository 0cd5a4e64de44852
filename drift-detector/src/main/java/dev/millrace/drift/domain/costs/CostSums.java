package dev.millrace.drift.domain.costs;

import dev.millrace.drift.domain.labels.Answer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * What requests of a group have cost, whether they were answered or not. Those without a known
 * price are not counted.
 *
 * <p><i>Units</i>: trillionths of a dollar, and their squares, as whole numbers: sums are the same
 * in any order.
 *
 * <p><i>Threads</i>: one.
 */
public final class CostSums {

  private long answered;
  private long cost;
  private long costOfAnswered;
  private BigInteger squares = BigInteger.ZERO;

  /** Counts a request. */
  public void add(Answer answer) {
    Long spent = answer.picoDollars();
    if (spent == null) {
      return;
    }
    cost += spent;
    squares = squares.add(BigInteger.valueOf(spent).pow(2));
    if (answer.isAnswered()) {
      answered++;
      costOfAnswered += spent;
    }
  }

  /** Adds what another has counted. */
  public void merge(CostSums other) {
    answered += other.answered;
    cost += other.cost;
    costOfAnswered += other.costOfAnswered;
    squares = squares.add(other.squares);
  }

  /** Answered requests. */
  public long answered() {
    return answered;
  }

  /** Whether nothing was spent. */
  boolean isFree() {
    return cost == 0;
  }

  /** Cost of an answered request, in trillionths of a dollar: what failed is paid for as well. */
  double perAnswer() {
    return (double) cost / answered;
  }

  /**
   * Relative variance of {@link #perAnswer} as a measurement.
   *
   * <p><i>Source</i>: of the ratio r of sums of x and y, {@code sum((x - r y)^2) / sum(y)^2}, by
   * the delta method; y is 1 for an answered request and 0 for another.
   */
  double relativeVariance() {
    double ratio = perAnswer();
    double residuals =
        squares.doubleValue() - 2 * ratio * costOfAnswered + ratio * ratio * answered;
    return Math.max(0, residuals) / ((double) cost * cost);
  }

  /** Writes the sums, equal ones equally. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(answered);
    out.writeLong(cost);
    out.writeLong(costOfAnswered);
    byte[] bytes = squares.toByteArray();
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #write} has written. */
  public static CostSums read(DataInput in) throws IOException {
    CostSums read = new CostSums();
    read.answered = in.readLong();
    read.cost = in.readLong();
    read.costOfAnswered = in.readLong();
    byte[] bytes = new byte[in.readByte()];
    in.readFully(bytes);
    read.squares = new BigInteger(bytes);
    return read;
  }
}
