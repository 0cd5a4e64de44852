package dev.millrace.platform.http;

/**
 * The client of a streamed reply takes no more of it: the connection is cut, and there is nothing
 * for anybody to mend.
 */
public final class ClientGoneException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ClientGoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
