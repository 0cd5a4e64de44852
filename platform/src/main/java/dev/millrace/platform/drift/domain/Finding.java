package dev.millrace.platform.drift.domain;

import java.util.Objects;

/**
 * What a window shows of one aspect of a feature: how sure a change is, and how large it is.
 *
 * @param pValue probability of what was seen without a change, 0 to 1
 * @param effect size of the change without what chance makes of it on average, in units of the
 *     smallest that matters ({@link EffectGates})
 */
public record Finding(Aspect aspect, double pValue, double effect) {

  public Finding {
    Objects.requireNonNull(aspect, "aspect");
    if (!(pValue >= 0 && pValue <= 1) || !(effect >= 0)) {
      throw new IllegalArgumentException(
          "a probability and a size of at least 0 are needed, not " + pValue + " and " + effect);
    }
  }

  /** Whether the change, if it is one, matters. */
  public boolean isLarge() {
    return effect >= 1;
  }
}
