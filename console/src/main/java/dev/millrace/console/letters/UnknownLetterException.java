package dev.millrace.console.letters;

/** There is no dead letter of that id. */
public final class UnknownLetterException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UnknownLetterException(String id) {
    super("there is no dead letter " + id + ": dead-letters list shows all");
  }
}
