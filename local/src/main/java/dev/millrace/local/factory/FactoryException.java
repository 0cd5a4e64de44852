package dev.millrace.local.factory;

/** The factory cannot start, or another one is in the way; the message is for its owner. */
public final class FactoryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public FactoryException(String message) {
    super(message);
  }

  public FactoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
