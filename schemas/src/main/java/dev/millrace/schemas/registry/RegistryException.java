package dev.millrace.schemas.registry;

import java.util.OptionalInt;

/** The registry could not be reached, or refused. */
public class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What stands for no code in a field that has to be serializable. */
  private static final int NO_CODE = 0;

  private final int code;

  public RegistryException(String message) {
    this(message, NO_CODE);
  }

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
    this.code = NO_CODE;
  }

  /**
   * A refusal.
   *
   * @param code the registry's own error code, such as 42201, or the HTTP status
   */
  public RegistryException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The registry's own error code, such as 42201; empty where it did not answer. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
