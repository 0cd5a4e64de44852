package dev.millrace.benchmarks.figure;

/** One measurement of a baseline and of what is held against it. */
public record Run(Reading baseline, Reading subject) {

  public Run {
    if (baseline.value() == 0) {
      throw new IllegalArgumentException(
          "the baseline's reading is 0: nothing can be held against it");
    }
  }

  /** How many times the baseline the subject is. */
  public double ratio() {
    return subject.value() / baseline.value();
  }

  /** The same run by something that both readings have in their context. */
  public Run by(String context) {
    return new Run(baseline.by(context), subject.by(context));
  }
}
