package dev.millrace.ingestion.domain.source;

import dev.millrace.schemas.Cause;

/** Says why a record cannot be used; never leaves this package. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1;

  private final Cause cause;

  Refusal(Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  static Refusal invalid(String detail) {
    return new Refusal(Cause.INVALID_FIELD, detail);
  }

  Cause cause() {
    return cause;
  }
}
