package dev.millrace.schemas.registry;

/** The registry has no schema of that id. */
public final class UnknownSchemaException extends RegistryException {

  private static final long serialVersionUID = 1;

  public UnknownSchemaException(String message) {
    super(message);
  }
}
