package dev.millrace.local.client;

/** A file is not what it was said to be. */
public final class RowException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RowException(String message) {
    super(message);
  }
}
