package dev.millrace.schemas.spec;

/**
 * One thing that is wrong in a spec, and what to do about it.
 *
 * @param line where it stands, counted from 1
 * @param column where it stands, counted from 1
 * @param path the field, such as {@code budgets[0].limit}; empty where it is the whole document
 * @param message what is wrong and what is expected
 */
public record SpecProblem(int line, int column, String path, String message) {

  public SpecProblem {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "lines and columns are counted from 1, got " + line + " and " + column);
    }
  }

  /** One line for people: {@code line 9: governance.pii: message}. */
  @Override
  public String toString() {
    String text = "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    // Names and values of the spec are quoted: none may break the line or talk to the terminal.
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
