package dev.millrace.deploy.stage;

/**
 * One thing that is wrong in a stage file, and what to do about it.
 *
 * @param line where it stands, counted from 1
 * @param path the field, such as {@code models[0].id}; empty where it is the whole document
 * @param message what is wrong and what is expected
 */
public record StageProblem(int line, String path, String message) {

  public StageProblem {
    if (line < 1) {
      throw new IllegalArgumentException("lines are counted from 1, got " + line);
    }
  }

  /** One line for people: {@code line 9: brokers.count: message}. */
  @Override
  public String toString() {
    String text = "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    // Values of the file are quoted: none may break the line or talk to the terminal.
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
