package dev.millrace.lifecycle;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How patient the controller is.
 *
 * @param tick between two looks at everything
 * @param relook between two looks for labels that are missing, and before a further attempt
 * @param kept how long what is rejected can still be asked, for calls under way
 * @param shadow how long a candidate is only asked beside the champion
 * @param evaluationBudget most that an evaluation may cost, in US dollars
 */
record Pace(
    Duration tick, Duration relook, Duration kept, Shadow shadow, BigDecimal evaluationBudget) {

  /**
   * When a shadow has shown enough.
   *
   * @param requests answered or not, that are enough
   * @param longest time that is enough, whatever the traffic
   */
  record Shadow(int requests, Duration longest) {}
}
