package dev.millrace.lifecycle.domain.evaluation;

import dev.millrace.lifecycle.domain.statistics.Bounds;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured of a champion and a candidate on the same examples.
 *
 * @param whole all examples; {@code worse} is not corrected for anything there
 * @param better probability of gains like these, were the candidate no better
 * @param championF1 macro F1
 * @param candidateF1 macro F1
 * @param f1Gain of the candidate
 * @param costRatio candidate over champion; absent where a cost is not known, or the champion's is
 *     0
 * @param latencyRatio candidate over champion; absent where the champion's is 0
 * @param segments by name
 */
public record Figures(
    PartFigures whole,
    double better,
    double championF1,
    double candidateF1,
    Bounds f1Gain,
    Optional<Bounds> costRatio,
    Optional<Bounds> latencyRatio,
    Map<String, PartFigures> segments) {

  public Figures {
    segments = Map.copyOf(segments);
  }

  /** The figures by name, as in the evaluation of a model version. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("examples", (double) whole.examples());
    metrics.put("accuracy", whole.candidateAccuracy());
    metrics.put("championAccuracy", whole.championAccuracy());
    put(metrics, "accuracyGain", whole.gain());
    metrics.put("accuracyGainPValue", better);
    metrics.put("macroF1", candidateF1);
    metrics.put("championMacroF1", championF1);
    put(metrics, "macroF1Gain", f1Gain);
    costRatio.ifPresent(ratio -> put(metrics, "costRatio", ratio));
    latencyRatio.ifPresent(ratio -> put(metrics, "latencyRatio", ratio));
    segments.forEach(
        (segment, part) -> metrics.put("accuracyGain@" + segment, part.gain().value()));
    return metrics;
  }

  private static void put(Map<String, Double> metrics, String name, Bounds bounds) {
    metrics.put(name, bounds.value());
    metrics.put(name + "Lower", bounds.lower());
    metrics.put(name + "Upper", bounds.upper());
  }
}
