package dev.millrace.lifecycle.domain.evaluation;

/** What champion and candidate made of the same example. */
public record PairedAnswers(Example example, ModelAnswer champion, ModelAnswer candidate) {

  boolean isGained() {
    return candidate.isRight(example) && !champion.isRight(example);
  }

  boolean isLost() {
    return champion.isRight(example) && !candidate.isRight(example);
  }
}
