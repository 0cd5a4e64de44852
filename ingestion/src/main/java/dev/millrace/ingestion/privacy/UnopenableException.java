package dev.millrace.ingestion.privacy;

/** What was encrypted cannot be had back; the message says why, and never holds content. */
public final class UnopenableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnopenableException(String message) {
    super(message);
  }

  static UnopenableException unknownKey(String what, String id) {
    return new UnopenableException(
        what + " needs the personal-data key " + id + ", which is not in the file of keys");
  }

  static UnopenableException destroyedKey(String what, String tenant) {
    return new UnopenableException(
        what + " cannot be opened by anybody: the tenant " + tenant + " was erased");
  }
}
