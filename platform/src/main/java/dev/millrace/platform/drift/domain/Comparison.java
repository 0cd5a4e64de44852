package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the values of one feature in a window stand to those of the reference.
 *
 * @param referenceCount usable values of the reference: neither null nor invalid
 * @param currentCount usable values of the window
 * @param enough whether both are enough to say something about the distribution
 * @param statistics empty where either side has no usable value
 * @param pValues for those statistics that have one
 * @param findings what was tested; an aspect of which there is nothing on either side, and one of
 *     which there is not enough, is not among them
 * @param changes the cells that changed most, first the one that did most
 */
public record Comparison(
    FeatureType type,
    long referenceCount,
    long currentCount,
    boolean enough,
    Map<Statistic, Double> statistics,
    Map<Statistic, Double> pValues,
    List<Finding> findings,
    List<CellChange> changes) {

  public Comparison {
    Objects.requireNonNull(type, "type");
    statistics = copy(statistics);
    pValues = copy(pValues);
    findings = List.copyOf(findings);
    changes = List.copyOf(changes);
  }

  /** The same with other changes, of whoever knows more than the counts. */
  public Comparison withChanges(List<CellChange> known) {
    return new Comparison(
        type, referenceCount, currentCount, enough, statistics, pValues, findings, known);
  }

  private static Map<Statistic, Double> copy(Map<Statistic, Double> map) {
    Map<Statistic, Double> copy = new EnumMap<>(Statistic.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
