package dev.millrace.platform.pricing;

/**
 * What is wrong with one line of a book, or odd about it.
 *
 * @param line counted from 1
 * @param message one sentence
 */
public record BookProblem(int line, String message) {

  @Override
  public String toString() {
    return "line " + line + ": " + message;
  }
}
