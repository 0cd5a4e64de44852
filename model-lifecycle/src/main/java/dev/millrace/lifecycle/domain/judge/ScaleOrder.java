package dev.millrace.lifecycle.domain.judge;

/** How the scale is given to the judge: models favour what stands at a certain place. */
public enum ScaleOrder {
  /** From excellent down. */
  BEST_FIRST,
  /** From useless up. */
  WORST_FIRST
}
