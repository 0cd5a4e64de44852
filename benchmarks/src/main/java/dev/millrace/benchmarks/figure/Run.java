package dev.millrace.benchmarks.figure;

/** One measurement of a baseline and of what is held against it. */
public record Run(Reading baseline, Reading subject) {

  /** How many times the baseline the subject is. */
  public double ratio() {
    return subject.value() / baseline.value();
  }
}
