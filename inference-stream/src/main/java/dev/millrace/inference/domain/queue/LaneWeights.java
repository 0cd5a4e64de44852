package dev.millrace.inference.domain.queue;

import java.util.Map;

/**
 * What the lanes of a pipeline get of the turns that both want, against each other.
 *
 * @param interactive above 0
 * @param bulk above 0; more than the other counts as much as the other
 */
public record LaneWeights(double interactive, double bulk) {

  /** Where a pipeline says nothing: of ten turns that both want, bulk gets one. */
  public static final LaneWeights DEFAULT = new LaneWeights(9, 1);

  public LaneWeights {
    if (!(interactive > 0 && bulk > 0)) {
      throw new IllegalArgumentException(
          "expected weights above 0, got " + interactive + " and " + bulk);
    }
  }

  /** Those of a spec, by the lanes' names in lower case. */
  public static LaneWeights of(Map<String, Double> byLane) {
    Double interactive = byLane.get("interactive");
    Double bulk = byLane.get("bulk");
    return interactive == null || bulk == null ? DEFAULT : new LaneWeights(interactive, bulk);
  }

  /** What an interactive turn owes bulk; at most 1, so that it waits for no more than one. */
  double owed() {
    return Math.min(1, bulk / interactive);
  }
}
