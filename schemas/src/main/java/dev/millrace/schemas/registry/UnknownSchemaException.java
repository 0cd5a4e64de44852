package dev.millrace.schemas.registry;

/** The registry has no Avro schema of that id. */
public final class UnknownSchemaException extends RegistryException {

  private static final long serialVersionUID = 1;

  public UnknownSchemaException(String message) {
    super(message);
  }

  public UnknownSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
