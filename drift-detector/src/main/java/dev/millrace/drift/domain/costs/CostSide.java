package dev.millrace.drift.domain.costs;

import dev.millrace.drift.domain.quality.JudgedRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one model's answers have cost, and how good those of them were that are judged. Answers are
 * judged by chance, as far as their cost goes.
 */
public record CostSide(CostSums costs, JudgedRows judged) {

  /** Nothing yet. */
  public static CostSide empty() {
    return new CostSide(new CostSums(), new JudgedRows());
  }

  /** Adds what was counted of more of its answers. */
  public void merge(CostSums more, JudgedRows moreJudged) {
    costs.merge(more);
    judged.merge(moreJudged);
  }

  /** Share of the judged answers that were right; drawn a little to the middle, as few may be. */
  double rightness() {
    return (judged.rows() - judged.errors() + 0.5) / (judged.rows() + 1);
  }

  /** Of {@link #rightness} as a measurement. */
  double varianceOfRightness() {
    return rightness() * (1 - rightness()) / judged.rows();
  }

  /** Writes it. */
  public void write(DataOutput out) throws IOException {
    costs.write(out);
    judged.write(out);
  }

  /** Reads what {@link #write} has written. */
  public static CostSide read(DataInput in) throws IOException {
    return new CostSide(CostSums.read(in), JudgedRows.read(in));
  }
}
