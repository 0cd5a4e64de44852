package dev.millrace.schemas.registry;

/** The subject's compatibility rule forbids the schema. */
public final class IncompatibleSchemaException extends RegistryException {

  private static final long serialVersionUID = 1;
  private static final int CODE = 409;

  public IncompatibleSchemaException(String message) {
    super(message, CODE);
  }
}
