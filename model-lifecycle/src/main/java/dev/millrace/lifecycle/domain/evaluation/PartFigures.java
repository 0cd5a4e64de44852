package dev.millrace.lifecycle.domain.evaluation;

import dev.millrace.lifecycle.domain.statistics.Bounds;
import dev.millrace.lifecycle.domain.statistics.Discordance;
import java.util.List;
import java.util.Optional;

/**
 * Champion and candidate on a part of the examples.
 *
 * @param examples of the part
 * @param championAccuracy share that the champion got right
 * @param candidateAccuracy share that the candidate got right
 * @param gain of the candidate
 * @param worse probability of losses like these, were it no worse, corrected for the number of
 *     parts; absent where the part has too few examples
 */
public record PartFigures(
    long examples,
    double championAccuracy,
    double candidateAccuracy,
    Bounds gain,
    Optional<Double> worse) {

  static Discordance discordance(List<PairedAnswers> part) {
    return new Discordance(
        part.size(),
        part.stream().filter(PairedAnswers::isGained).count(),
        part.stream().filter(PairedAnswers::isLost).count());
  }

  static PartFigures of(List<PairedAnswers> part, Optional<Double> worse) {
    return new PartFigures(
        part.size(),
        share(part.stream().filter(pair -> pair.champion().isRight(pair.example())).count(), part),
        share(part.stream().filter(pair -> pair.candidate().isRight(pair.example())).count(), part),
        discordance(part).gain(),
        worse);
  }

  private static double share(long right, List<PairedAnswers> part) {
    return part.isEmpty() ? 0 : (double) right / part.size();
  }
}
