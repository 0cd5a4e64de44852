package dev.millrace.lifecycle.domain.dataset;

import java.time.Instant;

/**
 * What somebody says is true of a request.
 *
 * @param observedAt when they saw it
 */
public record Truth(String label, Instant observedAt) {

  /** The one of the two that is to be believed. */
  public Truth or(Truth other) {
    return isBefore(other) ? other : this;
  }

  /**
   * Whether the other one is to be believed: the newer; of two at once the greater, so that their
   * order does not count.
   */
  boolean isBefore(Truth other) {
    int order = observedAt.compareTo(other.observedAt);
    return order == 0 ? label.compareTo(other.label) < 0 : order < 0;
  }
}
