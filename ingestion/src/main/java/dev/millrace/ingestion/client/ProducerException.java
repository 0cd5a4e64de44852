package dev.millrace.ingestion.client;

/** Something broke, or was used when it could not be: what was to be sent is not confirmed. */
public final class ProducerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final Arrival arrival;

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

  /** What is known of its way. */
  enum Arrival {
    /** It was not sent, or the only try was turned away. */
    NONE,
    /** It was sent, and some try has no answer that says what became of it. */
    POSSIBLE
  }

  ProducerException(Reason reason, Arrival arrival, String message) {
    super(message);
    this.reason = reason;
    this.arrival = arrival;
  }

  ProducerException(Reason reason, Arrival arrival, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.arrival = arrival;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Whether the gateway may have taken it all the same; where not, there is nothing of it. */
  public boolean mayHaveArrived() {
    return arrival == Arrival.POSSIBLE;
  }
}
