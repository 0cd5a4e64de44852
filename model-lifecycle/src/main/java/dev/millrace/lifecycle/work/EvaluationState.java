package dev.millrace.lifecycle.work;

import dev.millrace.lifecycle.domain.evaluation.Verdict;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** How far an evaluation is. */
public sealed interface EvaluationState {

  /**
   * Questions are being asked.
   *
   * @param done answers that there are
   * @param of answers that are needed; 0 while that is not known
   */
  record Running(int done, int of) implements EvaluationState {}

  /**
   * It is over.
   *
   * @param verdict over everything that was asked, or over the recent part where that rejects
   * @param evaluation figures by name, as in {@code ModelVersion.evaluation}
   * @param spent US dollars; absent where a price is not known
   */
  record Judged(Verdict verdict, Map<String, Double> evaluation, Optional<BigDecimal> spent)
      implements EvaluationState {

    public Judged {
      evaluation = Map.copyOf(evaluation);
    }
  }

  /**
   * Time or money ended, or the endpoint was busy or away. Asking again goes on from there.
   *
   * @param reason one sentence without content
   */
  record Incomplete(String reason) implements EvaluationState {}
}
