package dev.millrace.lifecycle.domain.evaluation;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a model made of an example.
 *
 * @param label absent where it gave none of the labels, or did not answer at all: that is wrong
 * @param cost US dollars; absent where its price or its usage is not known: never 0 for that
 * @param latencyMillis of all its calls for the example, not negative
 */
public record ModelAnswer(Optional<String> label, Optional<BigDecimal> cost, long latencyMillis) {

  public ModelAnswer {
    if (latencyMillis < 0) {
      throw new IllegalArgumentException("a call cannot take " + latencyMillis + " ms");
    }
  }

  boolean isRight(Example example) {
    return label.filter(example.label()::equals).isPresent();
  }
}
