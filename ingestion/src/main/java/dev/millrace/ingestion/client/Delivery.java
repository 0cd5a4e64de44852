package dev.millrace.ingestion.client;

/** What the gateway did with what was sent. */
public sealed interface Delivery {

  /**
   * It is written down, in the brokers' hands.
   *
   * @param eventId as sent, or made by the producer; empty for feedback that names a request only
   * @param requestId under which its prediction will be found
   */
  record Accepted(String eventId, String requestId) implements Delivery {}

  /**
   * It was turned away, and will be each time.
   *
   * @param code for programs, such as MALFORMED_JSON or TOO_LARGE
   * @param detail one sentence for people, without content of the event
   */
  record Rejected(String code, String detail) implements Delivery {}
}
