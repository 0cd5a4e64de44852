package dev.millrace.lifecycle.domain.rollout;

import java.time.Instant;

/**
 * Where a rollout is.
 *
 * @param index of the share in {@link RolloutTerms#shares()}
 * @param since when the canary got it, later by as long as it was held there by hand
 */
public record Step(int index, Instant since) {

  public Step {
    if (index < 0) {
      throw new IllegalArgumentException("shares are counted from 0, not from " + index);
    }
  }
}
