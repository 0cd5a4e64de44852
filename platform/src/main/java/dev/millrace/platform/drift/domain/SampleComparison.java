package dev.millrace.platform.drift.domain;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Compares samples value by value: exact, for whoever has all of them. */
public final class SampleComparison {

  private static final int NO_CELL = -1;

  private SampleComparison() {}

  /** Numbers. */
  public static Comparison numbers(
      NumberSample reference, NumberSample current, EffectGates gates) {
    boolean measurable = reference.count() > 0 && current.count() > 0;
    NumberShares shares =
        new NumberShares(
            reference.count(),
            reference.nulls(),
            reference.invalid(),
            reference.outerValues(),
            current.count(),
            current.nulls(),
            current.invalid(),
            measurable ? current.outside(reference.least(), reference.greatest()) : 0);
    return NumberMeasures.comparison(
        measurable ? Optional.of(measures(reference, current)) : Optional.empty(), shares, gates);
  }

  private static NumberMeasures measures(NumberSample reference, NumberSample current) {
    KolmogorovSmirnov test = SampleDistance.kolmogorovSmirnov(reference, current);
    double[] deciles = reference.deciles();
    return new NumberMeasures(
        test.distance(),
        test.pValue(),
        SampleDistance.wasserstein(reference, current),
        NumberMeasures.byChance(reference.breadth(), reference.count(), current.count()),
        reference.standardDeviation(),
        new CountTable(reference.countsBetween(deciles), current.countsBetween(deciles)),
        deciles);
  }

  /** Categories; each has a cell of its own, those too that only one side has. */
  public static Comparison categories(
      CategorySample reference, CategorySample current, EffectGates gates) {
    TreeSet<String> all = new TreeSet<>(reference.counts().keySet());
    all.addAll(current.counts().keySet());
    long unseen =
        current.counts().entrySet().stream()
            .filter(entry -> reference.of(entry.getKey()) == 0)
            .mapToLong(entry -> entry.getValue())
            .sum();
    long n = reference.total();
    long m = current.total();
    return new CategoryMeasures(
            List.copyOf(all),
            all.stream().mapToLong(reference::of).toArray(),
            all.stream().mapToLong(current::of).toArray(),
            NO_CELL,
            new ShareChange(reference.singles(), n, unseen, m),
            new ShareChange(
                reference.nulls(), n + reference.nulls(), current.nulls(), m + current.nulls()))
        .comparison(gates);
  }
}
