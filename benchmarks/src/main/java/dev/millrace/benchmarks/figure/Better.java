package dev.millrace.benchmarks.figure;

import java.util.Locale;

/** Which of two values of a figure is the better one. */
public enum Better {
  /** Of what something costs: time, bytes, money. */
  SMALLER,

  /** Of what is got: calls in a second, a quota that is used. */
  LARGER;

  /** Whether it is good news that something grew by this; negative where it shrank. */
  boolean isBetter(double growth) {
    return (growth > 0) == (this == LARGER);
  }

  /** As files of figures spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
