package dev.millrace.drift.domain.quality;

import dev.millrace.drift.domain.labels.LabelChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Judged answers, and how wrong they were: 1 for a wrong label, 0 for a right one, and what is
 * missing to the best rating where no label is known.
 *
 * <p><i>Units</i>: errors are counted in billionths, as whole numbers; see {@link QualitySums}.
 *
 * <p><i>Threads</i>: one.
 */
public final class JudgedRows {

  private static final double BILLION = 1e9;

  private long rows;
  private long errorBillionths;

  /** Counts a judgement, or takes it back. */
  public void add(LabelChange change) {
    String predicted = change.predicted();
    String actual = change.actual();
    Double rating = change.rating();
    if (predicted != null && actual != null) {
      add(change.sign(), predicted.equals(actual) ? 0 : 1);
    } else if (rating != null) {
      add(change.sign(), 1 - rating);
    }
  }

  /** Adds what another has counted. */
  public void merge(JudgedRows other) {
    rows += other.rows;
    errorBillionths += other.errorBillionths;
  }

  /** How many. */
  public long rows() {
    return rows;
  }

  /** Sum of their errors, from 0 to {@link #rows}. */
  public double errors() {
    return Math.min((double) rows, Math.max(0, errorBillionths / BILLION));
  }

  private void add(int sign, double error) {
    rows += sign;
    errorBillionths += sign * Math.round(error * BILLION);
  }

  /** Writes the sums, equal ones equally. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(rows);
    out.writeLong(errorBillionths);
  }

  /** Reads what {@link #write} has written. */
  public static JudgedRows read(DataInput in) throws IOException {
    JudgedRows read = new JudgedRows();
    read.rows = in.readLong();
    read.errorBillionths = in.readLong();
    return read;
  }
}
