package dev.millrace.platform.drift.domain;

import java.util.List;

/**
 * What there is beside the numbers, on both sides.
 *
 * @param numbers finite numbers of the reference
 * @param nulls missing values of the reference
 * @param invalid values of the reference that are no finite numbers
 * @param outer numbers of the reference that its other numbers would find out of their range, which
 *     tells how many to expect of a window
 */
record NumberShares(
    long numbers,
    long nulls,
    long invalid,
    long outer,
    long currentNumbers,
    long currentNulls,
    long currentInvalid,
    long currentOutside) {

  void addTo(List<Finding> findings, EffectGates gates) {
    long all = numbers + nulls + invalid;
    long currentAll = currentNumbers + currentNulls + currentInvalid;
    new ShareChange(nulls, all, currentNulls, currentAll)
        .change(Aspect.NULLS, gates)
        .ifPresent(findings::add);
    new ShareChange(invalid, all, currentInvalid, currentAll)
        .change(Aspect.INVALID, gates)
        .ifPresent(findings::add);
    new ShareChange(outer, numbers, currentOutside, currentNumbers)
        .rise(Aspect.OUT_OF_RANGE, gates)
        .ifPresent(findings::add);
  }
}
