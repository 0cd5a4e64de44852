package dev.millrace.schemas.registry;

/** The registry could not be reached, or refused. */
public class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public RegistryException(String message) {
    super(message);
  }

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
