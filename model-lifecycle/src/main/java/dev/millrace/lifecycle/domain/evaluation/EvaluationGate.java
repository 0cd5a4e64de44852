package dev.millrace.lifecycle.domain.evaluation;

import dev.millrace.lifecycle.domain.evaluation.Verdict.Reason;
import dev.millrace.lifecycle.domain.evaluation.Verdict.Rejected;
import dev.millrace.lifecycle.domain.statistics.Bounds;
import dev.millrace.lifecycle.domain.statistics.Discordance;
import dev.millrace.lifecycle.domain.statistics.Holm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Holds a candidate against the champion on the same examples.
 *
 * <p>It is accepted where it is right more often by what the spec asks for (where that is above 0,
 * luck must be unlikely to explain it), and is not significantly worse on any segment or over all
 * labels alike, nor certainly dearer or slower than allowed. What cannot be measured, as the cost
 * of a model without a price, keeps nobody out.
 *
 * <p><i>Shape</i>: the same examples in any order give the same verdict.
 */
public final class EvaluationGate {

  private final GateTerms terms;

  public EvaluationGate(GateTerms terms) {
    this.terms = terms;
  }

  /** What becomes of the candidate. */
  public Verdict judge(List<PairedAnswers> answers) {
    if (answers.size() < terms.minExamples()) {
      return new Verdict.NotEnough(terms.minExamples() - answers.size());
    }
    Figures figures = figures(answers);
    return accuracy(figures)
        .or(() -> segment(figures))
        .or(() -> rareLabels(figures))
        .or(() -> above(figures.costRatio(), terms.maxCostRatio(), Reason.TOO_EXPENSIVE, figures))
        .or(() -> above(figures.latencyRatio(), terms.maxLatencyRatio(), Reason.TOO_SLOW, figures))
        .<Verdict>map(rejected -> rejected)
        .orElseGet(() -> new Verdict.Accepted(figures));
  }

  /** What is measured, whatever follows from it. */
  private Figures figures(List<PairedAnswers> answers) {
    List<PairedAnswers> pairs = new ArrayList<>(answers);
    // Samples are drawn by place: it must not tell who came first.
    pairs.sort(Comparator.comparing(pair -> pair.example().id()));
    LabelTable table = new LabelTable(pairs);
    Bootstrap bootstrap = new Bootstrap(terms.resampling(), pairs.size());
    Discordance discordance = PartFigures.discordance(pairs);
    return new Figures(
        PartFigures.of(pairs, Optional.of(discordance.pValueOfWorse())),
        discordance.pValueOfBetter(),
        table.championF1(bootstrap.all()),
        table.candidateF1(bootstrap.all()),
        bootstrap.bounds(sample -> table.candidateF1(sample) - table.championF1(sample)),
        ratio(pairs, bootstrap, EvaluationGate::cost),
        ratio(pairs, bootstrap, answer -> Optional.of((double) answer.latencyMillis())),
        segments(pairs));
  }

  private Map<String, PartFigures> segments(List<PairedAnswers> pairs) {
    Map<String, List<PairedAnswers>> byName = new TreeMap<>();
    for (PairedAnswers pair : pairs) {
      pair.example()
          .segment()
          .ifPresent(name -> byName.computeIfAbsent(name, key -> new ArrayList<>()).add(pair));
    }
    Map<String, Double> pValues = new HashMap<>();
    byName.forEach(
        (name, of) -> {
          if (of.size() >= terms.minInPart()) {
            pValues.put(name, PartFigures.discordance(of).pValueOfWorse());
          }
        });
    Map<String, Double> adjusted = Holm.adjust(pValues);
    Map<String, PartFigures> figures = new TreeMap<>();
    byName.forEach(
        (name, of) ->
            figures.put(name, PartFigures.of(of, Optional.ofNullable(adjusted.get(name)))));
    return figures;
  }

  /** The candidate's sum over the champion's. */
  private static Optional<Bounds> ratio(
      List<PairedAnswers> pairs,
      Bootstrap bootstrap,
      Function<ModelAnswer, Optional<Double>> amount) {
    double[] champion = new double[pairs.size()];
    double[] candidate = new double[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      Optional<Double> ofChampion = amount.apply(pairs.get(i).champion());
      Optional<Double> ofCandidate = amount.apply(pairs.get(i).candidate());
      if (ofChampion.isEmpty() || ofCandidate.isEmpty()) {
        return Optional.empty();
      }
      champion[i] = ofChampion.get();
      candidate[i] = ofCandidate.get();
    }
    ToDoubleFunction<int[]> ratio =
        sample -> sum(candidate, sample) / Math.max(Double.MIN_NORMAL, sum(champion, sample));
    return sum(champion, bootstrap.all()) > 0
        ? Optional.of(bootstrap.bounds(ratio))
        : Optional.empty();
  }

  private static double sum(double[] amounts, int[] sample) {
    double sum = 0;
    for (int index : sample) {
      sum += amounts[index];
    }
    return sum;
  }

  /** A ratio is no amount: here, and only here, a double will do. */
  private static Optional<Double> cost(ModelAnswer answer) {
    return answer.cost().map(BigDecimal::doubleValue);
  }

  private Optional<Rejected> accuracy(Figures figures) {
    double gain = figures.whole().gain().value();
    if (gain < 0) {
      return rejected(Reason.LESS_ACCURATE, Optional.empty(), gain(figures.whole()), figures);
    }
    if (gain < terms.minAccuracyGain()) {
      return rejected(
          Reason.GAIN_TOO_SMALL,
          Optional.empty(),
          gain(figures.whole()) + ", and " + share(terms.minAccuracyGain()) + " is asked for",
          figures);
    }
    if (terms.minAccuracyGain() > 0 && figures.better() > terms.significance()) {
      return rejected(
          Reason.GAIN_TOO_SMALL,
          Optional.empty(),
          gain(figures.whole()) + ", which may be luck: p = " + number(figures.better()),
          figures);
    }
    return Optional.empty();
  }

  private Optional<Rejected> segment(Figures figures) {
    return figures.segments().entrySet().stream()
        .filter(segment -> segment.getValue().worse().orElse(1.0) <= terms.significance())
        .min(
            Comparator.<Map.Entry<String, PartFigures>>comparingDouble(
                    segment -> segment.getValue().worse().orElse(1.0))
                .thenComparing(Map.Entry.comparingByKey()))
        .flatMap(
            segment ->
                rejected(
                    Reason.SEGMENT_WORSE,
                    Optional.of(segment.getKey()),
                    "on segment "
                        + segment.getKey()
                        + " "
                        + gain(segment.getValue())
                        + ": p = "
                        + number(segment.getValue().worse().orElse(1.0))
                        + ", corrected for all segments",
                    figures));
  }

  private static Optional<Rejected> rareLabels(Figures figures) {
    return figures.f1Gain().upper() < 0
        ? rejected(
            Reason.RARE_LABELS_WORSE,
            Optional.empty(),
            "macro F1 changes by " + bounds(figures.f1Gain()),
            figures)
        : Optional.empty();
  }

  /** The candidate gets the benefit of the doubt: a few slow calls must not decide. */
  private static Optional<Rejected> above(
      Optional<Bounds> ratio, double most, Reason reason, Figures figures) {
    return ratio
        .filter(known -> known.lower() > most)
        .flatMap(
            known ->
                rejected(
                    reason,
                    Optional.empty(),
                    "it takes "
                        + bounds(known)
                        + " times the champion's, and "
                        + number(most)
                        + " is allowed",
                    figures));
  }

  private static Optional<Rejected> rejected(
      Reason reason, Optional<String> segment, String detail, Figures figures) {
    return Optional.of(new Rejected(reason, segment, detail, figures));
  }

  private static String gain(PartFigures part) {
    return "the candidate is right on "
        + share(part.candidateAccuracy())
        + " of "
        + part.examples()
        + " examples and the champion on "
        + share(part.championAccuracy());
  }

  private static String bounds(Bounds bounds) {
    return number(bounds.value())
        + " ("
        + number(bounds.lower())
        + " to "
        + number(bounds.upper())
        + ")";
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.3g", number);
  }
}
