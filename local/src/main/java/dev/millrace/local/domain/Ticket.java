package dev.millrace.local.domain;

/**
 * One support ticket of the demo.
 *
 * @param id the producer's id of the event
 * @param kind what is special about it
 * @param label what it is really about
 */
public record Ticket(String id, Kind kind, String subject, String body, String label) {

  /** What is special about a ticket. */
  public enum Kind {
    /** Nothing. */
    WHOLE,
    /** It was sent before, with the same id. */
    REPEATED,
    /** It has no body: the prompt cannot be filled in. */
    INCOMPLETE,
    /** It is cut off in the middle: no JSON. */
    MALFORMED
  }
}
