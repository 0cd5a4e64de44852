package dev.millrace.ingestion.client;

/** Something broke, or was used when it could not be: what was to be sent is not confirmed. */
public final class ProducerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** No answer within the delivery timeout: some tries may have arrived. */
    TIMED_OUT,
    /** The gateway refuses the key. */
    KEY_REFUSED,
    /** The gateway refuses whatever is sent like this: there is no such pipeline, say. */
    REFUSED,
    /** There was no room in the buffer for too long; nothing was sent. */
    BUFFER_FULL,
    /** The event is larger than the whole buffer; nothing was sent. */
    TOO_LARGE,
    /** The producer was closed. */
    CLOSED
  }

  ProducerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ProducerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
