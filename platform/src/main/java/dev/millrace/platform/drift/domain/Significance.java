package dev.millrace.platform.drift.domain;

import java.util.Objects;

/**
 * How sure a change has to be.
 *
 * @param alpha probability of a false alarm of all that is judged together, above 0 and below 1
 */
public record Significance(double alpha, Correction correction) {

  public Significance {
    Objects.requireNonNull(correction, "correction");
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1, not " + alpha);
    }
  }
}
