package dev.millrace.drift.domain.quality;

import dev.millrace.drift.domain.labels.LabelChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What judged answers add up to.
 *
 * <p><i>Units</i>: shares are counted in billionths, as whole numbers: sums of doubles depend on
 * their order, these do not. Each answer is rounded by half a billionth at most.
 *
 * <p><i>Threads</i>: one.
 */
public final class QualitySums {

  /** Bins of the confidence, of equal width, for the calibration error. */
  static final int BINS = 10;

  static final double BILLION = 1e9;

  /**
   * Which label was given for which.
   *
   * @param predicted the label that was given
   * @param actual the label that was true
   */
  public record Pair(String predicted, String actual) implements Comparable<Pair> {

    @Override
    public int compareTo(Pair other) {
      int order = predicted.compareTo(other.predicted);
      return order == 0 ? actual.compareTo(other.actual) : order;
    }
  }

  private long answers;
  private long judged;
  private long delayMillis;
  private long rated;
  private long ratingBillionths;
  private long confident;
  private long brierBillionths;
  private final long[] binCounts = new long[BINS];
  private final long[] binCorrect = new long[BINS];
  private final long[] binBillionths = new long[BINS];
  private final TreeMap<Pair, Long> confusion = new TreeMap<>();
  private final JudgeSums judge = new JudgeSums();

  /** Counts an answer that may be judged. */
  public void answered() {
    answers++;
  }

  /** Counts a judgement, or takes it back. */
  public void add(LabelChange change) {
    int sign = change.sign();
    judge.add(change);
    if (!change.isByPeople()) {
      return;
    }
    judged += sign;
    delayMillis += sign * change.delayMillis();
    Double rating = change.rating();
    if (rating != null) {
      rated += sign;
      ratingBillionths += sign * billionths(rating);
    }
    String predicted = change.predicted();
    String actual = change.actual();
    if (predicted != null && actual != null) {
      count(new Pair(predicted, actual), sign);
      addConfidence(change.confidence(), predicted.equals(actual), sign);
    }
  }

  /** Adds what another has counted. */
  public void merge(QualitySums other) {
    answers += other.answers;
    judged += other.judged;
    delayMillis += other.delayMillis;
    rated += other.rated;
    ratingBillionths += other.ratingBillionths;
    confident += other.confident;
    brierBillionths += other.brierBillionths;
    for (int i = 0; i < BINS; i++) {
      binCounts[i] += other.binCounts[i];
      binCorrect[i] += other.binCorrect[i];
      binBillionths[i] += other.binBillionths[i];
    }
    other.confusion.forEach(this::count);
    judge.merge(other.judge);
  }

  /** Answers that might be judged. */
  public long answers() {
    return answers;
  }

  /** Answers that were. */
  public long judged() {
    return judged;
  }

  /**
   * Rises with each answer, judgement and correction, and depends on nothing but what is counted: a
   * correction is observed later than what it corrects.
   */
  public long revision() {
    return answers + judged + delayMillis + judge.verdicts();
  }

  /** What a judge model said of them. */
  public JudgeSums judge() {
    return judge;
  }

  /** What the sums come to. */
  public QualityFigures figures() {
    return new QualityFigures(this);
  }

  long delayMillis() {
    return delayMillis;
  }

  long rated() {
    return rated;
  }

  long ratingBillionths() {
    return ratingBillionths;
  }

  long confident() {
    return confident;
  }

  long brierBillionths() {
    return brierBillionths;
  }

  /** Of a bin: how many, how many of them right, and the sum of their confidence. */
  long[] bin(int index) {
    return new long[] {binCounts[index], binCorrect[index], binBillionths[index]};
  }

  Map<Pair, Long> confusion() {
    return confusion;
  }

  private void addConfidence(@Nullable Double confidence, boolean isRight, int sign) {
    if (confidence == null || !(confidence >= 0 && confidence <= 1)) {
      return;
    }
    double error = confidence - (isRight ? 1 : 0);
    int bin = Math.min(BINS - 1, (int) (confidence * BINS));
    confident += sign;
    brierBillionths += sign * billionths(error * error);
    binCounts[bin] += sign;
    binCorrect[bin] += isRight ? sign : 0;
    binBillionths[bin] += sign * billionths(confidence);
  }

  /** What has come back to nothing is forgotten: equal sums are then equal bytes. */
  private void count(Pair pair, long times) {
    confusion.compute(
        pair,
        (key, before) -> {
          long now = (before == null ? 0 : before) + times;
          return now == 0 ? null : now;
        });
  }

  private static long billionths(double share) {
    return Math.round(share * BILLION);
  }

  /** Writes the sums, equal ones equally. */
  public void write(DataOutput out) throws IOException {
    for (long number :
        new long[] {
          answers, judged, delayMillis, rated, ratingBillionths, confident, brierBillionths
        }) {
      out.writeLong(number);
    }
    for (int i = 0; i < BINS; i++) {
      out.writeLong(binCounts[i]);
      out.writeLong(binCorrect[i]);
      out.writeLong(binBillionths[i]);
    }
    judge.write(out);
    out.writeInt(confusion.size());
    for (Map.Entry<Pair, Long> cell : confusion.entrySet()) {
      out.writeUTF(cell.getKey().predicted());
      out.writeUTF(cell.getKey().actual());
      out.writeLong(cell.getValue());
    }
  }

  /** Reads what {@link #write} has written. */
  public static QualitySums read(DataInput in) throws IOException {
    QualitySums sums = new QualitySums();
    sums.answers = in.readLong();
    sums.judged = in.readLong();
    sums.delayMillis = in.readLong();
    sums.rated = in.readLong();
    sums.ratingBillionths = in.readLong();
    sums.confident = in.readLong();
    sums.brierBillionths = in.readLong();
    for (int i = 0; i < BINS; i++) {
      sums.binCounts[i] = in.readLong();
      sums.binCorrect[i] = in.readLong();
      sums.binBillionths[i] = in.readLong();
    }
    sums.judge.merge(JudgeSums.read(in));
    int cells = in.readInt();
    for (int i = 0; i < cells; i++) {
      sums.confusion.put(new Pair(in.readUTF(), in.readUTF()), in.readLong());
    }
    return sums;
  }
}
