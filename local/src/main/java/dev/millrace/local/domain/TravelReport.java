package dev.millrace.local.domain;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How what a model says now differs from what was said then, over many requests. */
public final class TravelReport {

  /** What stands for an answer that is none. */
  public static final String NO_ANSWER = "(no valid answer)";

  private final Side before = new Side();
  private final Side after = new Side();
  private final Map<Change, Long> changes = new HashMap<>();
  private long same;
  private long changed;
  private long labelled;

  /** One answer instead of another. */
  public record Change(String before, String after) {}

  /** Then, or now: sums over the requests that are compared. */
  public static final class Side {

    private final List<Long> latencies = new ArrayList<>();
    private long unanswered;
    private long right;
    private long inputTokens;
    private long outputTokens;
    private BigDecimal cost = BigDecimal.ZERO;
    private long unpriced;

    private void add(Told told, Optional<String> truth) {
      unanswered += told.answer().isEmpty() ? 1 : 0;
      right += truth.isPresent() && told.answer().equals(truth) ? 1 : 0;
      for (TokenUsage usage : told.usage()) {
        inputTokens +=
            usage.getInputTokens()
                + usage.getCacheReadTokens()
                + usage.getCacheWrite5mTokens()
                + usage.getCacheWrite1hTokens();
        outputTokens += usage.getOutputTokens();
      }
      told.cost().ifPresentOrElse(known -> cost = cost.add(known), () -> unpriced++);
      latencies.add(told.latencyMillis());
    }

    /** Requests without a valid answer. */
    public long unanswered() {
      return unanswered;
    }

    /** Labelled requests whose answer is the label. */
    public long right() {
      return right;
    }

    /** Tokens read, those of caches included. */
    public long inputTokens() {
      return inputTokens;
    }

    /** Tokens written. */
    public long outputTokens() {
      return outputTokens;
    }

    /** US dollars, of the requests whose cost is known. */
    public BigDecimal cost() {
      return cost;
    }

    /** Requests whose cost is not known. */
    public long unpriced() {
      return unpriced;
    }

    /** Absent where nothing is compared. */
    public Optional<Percentiles> latency() {
      return latencies.isEmpty() ? Optional.empty() : Optional.of(Percentiles.of(latencies));
    }
  }

  /**
   * Compares one more.
   *
   * @param truth the label that is right; absent where nobody said
   */
  public void add(Told then, Told now, Optional<String> truth) {
    before.add(then, truth);
    after.add(now, truth);
    labelled += truth.isPresent() ? 1 : 0;
    if (then.answer().equals(now.answer())) {
      same++;
      return;
    }
    changed++;
    changes.merge(
        new Change(then.answer().orElse(NO_ANSWER), now.answer().orElse(NO_ANSWER)), 1L, Long::sum);
  }

  /** Then. */
  public Side before() {
    return before;
  }

  /** Now. */
  public Side after() {
    return after;
  }

  /** Requests whose answer is the same. */
  public long same() {
    return same;
  }

  /** Requests whose answer is another. */
  public long changed() {
    return changed;
  }

  /** Requests whose true label is known. */
  public long labelled() {
    return labelled;
  }

  /** The most frequent changes, so many at most. */
  public List<Map.Entry<Change, Long>> changes(int most) {
    return changes.entrySet().stream()
        .sorted(
            Map.Entry.<Change, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().before())
                .thenComparing(entry -> entry.getKey().after()))
        .limit(most)
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .toList();
  }
}
