package dev.millrace.local.domain;

import dev.millrace.record.Prediction;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * How many labels were right.
 *
 * @param right labels that are the truth
 * @param of ended requests whose truth is known, whatever their outcome; at least 1
 */
public record Accuracy(long right, long of) {

  public Accuracy {
    if (of < 1 || right < 0 || right > of) {
      throw new IllegalArgumentException(right + " right of " + of + " is no accuracy");
    }
  }

  /** Empty where no truth is known. */
  static Optional<Accuracy> of(Collection<Prediction> predictions, Map<String, String> truth) {
    long right = 0;
    long of = 0;
    for (Prediction prediction : predictions) {
      String expected = truth.get(prediction.getRequestId());
      if (expected != null) {
        of++;
        if (expected.equals(prediction.getLabel())) {
          right++;
        }
      }
    }
    return of == 0 ? Optional.empty() : Optional.of(new Accuracy(right, of));
  }

  /** From 0 to 1. */
  public double share() {
    return (double) right / of;
  }
}
