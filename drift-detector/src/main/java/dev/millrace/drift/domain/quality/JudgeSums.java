package dev.millrace.drift.domain.quality;

import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.record.JudgeState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What verdicts of a judge model add up to, and how they compare with what people said of the same
 * answers. Nothing of it counts as a judgement of people.
 *
 * <p><i>Units</i>: ratings are counted in billionths, as whole numbers; see {@link QualitySums}.
 *
 * <p><i>Threads</i>: one.
 */
public final class JudgeSums {

  private static final int BOTH_GOOD = 0;
  private static final int JUDGE_ALONE = 1;
  private static final int PEOPLE_ALONE = 2;
  private static final int BOTH_POOR = 3;

  private final TreeMap<String, Long> states = new TreeMap<>();
  private long ratingBillionths;
  private final long[] pairs = new long[BOTH_POOR + 1];

  /** Counts a verdict, or takes it back. */
  void add(LabelChange change) {
    String verdict = change.verdict();
    if (verdict == null) {
      return;
    }
    count(verdict, change.sign());
    Double judge = change.judgeRating();
    if (judge == null) {
      return;
    }
    ratingBillionths += change.sign() * Math.round(judge * QualitySums.BILLION);
    Double people = change.rating();
    if (people != null) {
      pairs[cell(Agreement.isGood(judge), Agreement.isGood(people))] += change.sign();
    }
  }

  void merge(JudgeSums other) {
    other.states.forEach(this::count);
    ratingBillionths += other.ratingBillionths;
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] += other.pairs[i];
    }
  }

  /** All verdicts. */
  public long verdicts() {
    return states.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many ended how; those that none did are not there. */
  public Map<String, Long> states() {
    return Map.copyOf(states);
  }

  /** How many have a rating. */
  public long rated() {
    return of(JudgeState.RATED);
  }

  /** How many were rated in both positions. */
  public long asked() {
    return rated() + of(JudgeState.TIED);
  }

  /** Mean of the ratings; absent where there are none. */
  public OptionalDouble rating() {
    return rated() <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ratingBillionths / QualitySums.BILLION / rated());
  }

  /** Share of the ratings that did not go with the position; absent where there are none. */
  public OptionalDouble consistency() {
    return asked() <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) rated() / asked());
  }

  /** Of the answers that people rated as well. */
  public Agreement agreement() {
    return new Agreement(
        pairs[BOTH_GOOD], pairs[JUDGE_ALONE], pairs[PEOPLE_ALONE], pairs[BOTH_POOR]);
  }

  private long of(JudgeState state) {
    return states.getOrDefault(state.name(), 0L);
  }

  private static int cell(boolean isGoodToJudge, boolean isGoodToPeople) {
    if (isGoodToJudge) {
      return isGoodToPeople ? BOTH_GOOD : JUDGE_ALONE;
    }
    return isGoodToPeople ? PEOPLE_ALONE : BOTH_POOR;
  }

  /** What has come back to nothing is forgotten: equal sums are then equal bytes. */
  private void count(String state, long times) {
    states.compute(
        state,
        (key, before) -> {
          long now = (before == null ? 0 : before) + times;
          return now == 0 ? null : now;
        });
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(states.size());
    for (Map.Entry<String, Long> state : states.entrySet()) {
      out.writeUTF(state.getKey());
      out.writeLong(state.getValue());
    }
    out.writeLong(ratingBillionths);
    for (long pair : pairs) {
      out.writeLong(pair);
    }
  }

  static JudgeSums read(DataInput in) throws IOException {
    JudgeSums sums = new JudgeSums();
    int states = in.readInt();
    for (int i = 0; i < states; i++) {
      sums.states.put(in.readUTF(), in.readLong());
    }
    sums.ratingBillionths = in.readLong();
    for (int i = 0; i < sums.pairs.length; i++) {
      sums.pairs[i] = in.readLong();
    }
    return sums;
  }
}
