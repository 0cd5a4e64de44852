package dev.millrace.drift.domain.policy;

import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingReason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * When a better model is asked for.
 *
 * @param reasons that count
 * @param minLabels judged answers that are a reason; 0 where labels are none
 * @param cooldown shortest event time between two
 * @param maxPerDay most within 24 hours of event time
 * @param persistence when a finding is believed
 */
public record PolicyRules(
    Set<RetrainingReason> reasons,
    long minLabels,
    Duration cooldown,
    int maxPerDay,
    Persistence persistence) {

  /**
   * When a finding is believed, and when it is over.
   *
   * @param found windows that have to agree
   * @param among as many of the newest windows; all of them have to be well for the end
   */
  public record Persistence(int found, int among) {

    /** What is found is believed. */
    static final Persistence NONE = new Persistence(1, 1);

    public Persistence {
      if (found < 1 || among < found) {
        throw new IllegalArgumentException(
            "expected 1 <= found <= among, got " + found + " among " + among);
      }
    }
  }

  public PolicyRules {
    reasons = Set.copyOf(reasons);
  }

  /** As a spec has them. */
  public static PolicyRules of(Retraining retraining, Persistence persistence) {
    return new PolicyRules(
        EnumSet.copyOf(retraining.getOn()),
        Objects.requireNonNullElse(retraining.getMinLabels(), 0),
        Duration.ofMillis(retraining.getCooldownMillis()),
        retraining.getMaxPerDay(),
        persistence);
  }
}
