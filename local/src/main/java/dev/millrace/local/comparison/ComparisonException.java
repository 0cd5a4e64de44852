package dev.millrace.local.comparison;

/** Two files cannot be compared; the message says which, why, and what to do. */
public final class ComparisonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ComparisonException(String message) {
    super(message);
  }
}
