package dev.millrace.local.client;

/** The gateway turned a whole request away, or cannot be reached. */
public final class GatewayException extends RuntimeException {

  private static final long serialVersionUID = 1;

  GatewayException(String message) {
    super(message);
  }

  GatewayException(String message, Throwable cause) {
    super(message, cause);
  }
}
