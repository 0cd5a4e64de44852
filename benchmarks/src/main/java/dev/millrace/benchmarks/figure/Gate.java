package dev.millrace.benchmarks.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds figures against those of before; who passes is not slower than noise.
 *
 * @param comparisons of figures that are on both sides, at least one, in the order of now
 * @param otherwise names of those whose description or baseline is another now: their ratios are of
 *     different things
 * @param gone names of those that were there before only
 * @param fresh names of those that are there now only
 */
public record Gate(
    List<Comparison> comparisons, List<String> otherwise, List<String> gone, List<String> fresh) {

  public Gate {
    comparisons = List.copyOf(comparisons);
    otherwise = List.copyOf(otherwise);
    gone = List.copyOf(gone);
    fresh = List.copyOf(fresh);
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to compare: none of the figures was measured before (before: "
              + gone
              + ", now: "
              + fresh
              + ", measured otherwise: "
              + otherwise
              + ")");
    }
  }

  /** Compares all. */
  public static Gate of(List<Figure> then, List<Figure> now) {
    Map<String, Figure> before = byName(then);
    Map<String, Figure> after = byName(now);
    List<Comparison> comparisons = new ArrayList<>();
    List<String> otherwise = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    after.forEach(
        (name, figure) -> {
          Figure old = before.remove(name);
          if (old == null) {
            fresh.add(name);
          } else if (!old.caption().isOf(figure.caption())) {
            otherwise.add(name);
          } else {
            comparisons.add(new Comparison(old, figure));
          }
        });
    return new Gate(comparisons, otherwise, List.copyOf(before.keySet()), fresh);
  }

  /** Whether nothing is worse. */
  public boolean isPassed() {
    return comparisons.stream().noneMatch(one -> one.verdict() == Comparison.Verdict.WORSE);
  }

  private static Map<String, Figure> byName(List<Figure> figures) {
    Map<String, Figure> byName = new LinkedHashMap<>();
    for (Figure figure : figures) {
      if (byName.put(figure.caption().name(), figure) != null) {
        throw new IllegalArgumentException(figure.caption().name() + " is there twice");
      }
    }
    return byName;
  }
}
