package dev.millrace.platform.drift.domain;

import java.util.Optional;

/**
 * How often something occurs in the reference and in a window.
 *
 * @param reference occurrences, of {@code referenceTotal}
 * @param current occurrences, of {@code currentTotal}
 */
record ShareChange(long reference, long referenceTotal, long current, long currentTotal) {

  /** The change of the share, to either side; nothing where there is nothing to test. */
  Optional<Finding> change(Aspect aspect, EffectGates gates) {
    return isTestable(gates)
        ? Optional.of(finding(aspect, Math.abs(difference()) / gates.share()))
        : Optional.empty();
  }

  /** The rise of the share; nothing where there is nothing to test. */
  Optional<Finding> rise(Aspect aspect, EffectGates gates) {
    return isTestable(gates)
        ? Optional.of(finding(aspect, Math.max(0, difference()) / gates.share()))
        : Optional.empty();
  }

  private Finding finding(Aspect aspect, double effect) {
    double pValue = new Proportions(reference, referenceTotal, current, currentTotal).pValue();
    return new Finding(aspect, pValue, effect);
  }

  private boolean isTestable(EffectGates gates) {
    return reference + current > 0 && Math.min(referenceTotal, currentTotal) >= gates.leastSample();
  }

  private double difference() {
    return (double) current / currentTotal - (double) reference / referenceTotal;
  }
}
