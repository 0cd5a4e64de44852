package dev.millrace.lifecycle.domain.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds a candidate against the champion on everything, and on the recent part by itself: a model
 * of yesterday's world is rejected, however good it was then.
 *
 * @param verdict over everything; of the recent part where that is significantly worse
 * @param metrics figures by name
 */
public record Examination(Verdict verdict, Map<String, Double> metrics) {

  private static final String RECENT = "recent traffic";

  public Examination {
    metrics = Map.copyOf(metrics);
  }

  /**
   * Of answers.
   *
   * @param recent ids of the examples that were labelled last
   */
  public static Examination of(List<PairedAnswers> answers, Set<String> recent, GateTerms terms) {
    Verdict verdict = new EvaluationGate(terms).judge(answers);
    Map<String, Double> metrics = new TreeMap<>();
    figures(verdict).ifPresent(figures -> metrics.putAll(figures.metrics()));
    List<PairedAnswers> newest =
        answers.stream().filter(pair -> recent.contains(pair.example().id())).toList();
    metrics.put("recentExamples", (double) newest.size());
    if (newest.size() < terms.minInPart()) {
      return new Examination(verdict, metrics);
    }
    PartFigures part =
        PartFigures.of(newest, Optional.of(PartFigures.discordance(newest).pValueOfWorse()));
    metrics.put("recentAccuracyGain", part.gain().value());
    if (verdict instanceof Verdict.Accepted accepted
        && part.worse().orElse(1.0) <= terms.significance()) {
      return new Examination(
          new Verdict.Rejected(
              Verdict.Reason.SEGMENT_WORSE,
              Optional.of(RECENT),
              String.format(
                  Locale.ROOT,
                  "on %s the candidate is right on %.1f %% of %d examples and the champion on %.1f"
                      + " %%: p = %.3g",
                  RECENT,
                  100 * part.candidateAccuracy(),
                  part.examples(),
                  100 * part.championAccuracy(),
                  part.worse().orElse(1.0)),
              accepted.figures()),
          metrics);
    }
    return new Examination(verdict, metrics);
  }

  private static Optional<Figures> figures(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      return Optional.of(accepted.figures());
    }
    if (verdict instanceof Verdict.Rejected rejected) {
      return Optional.of(rejected.figures());
    }
    return Optional.empty();
  }
}
