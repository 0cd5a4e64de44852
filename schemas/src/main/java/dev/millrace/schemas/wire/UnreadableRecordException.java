package dev.millrace.schemas.wire;

/** The bytes are not a record of the expected schema in the Confluent wire format. */
public final class UnreadableRecordException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableRecordException(String message) {
    super(message);
  }

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
