package dev.millrace.ingestion.client;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An event to be published.
 *
 * @param id tells it from all others of the pipeline: what is sent twice under one id counts once.
 *     Without it the producer makes one
 * @param key events of the same key stay in order; without it the id is the key
 * @param occurredAt when it happened, if that is not when it is received
 * @param traceparent the span that it comes from, as W3C Trace Context writes it; without it the
 *     event begins a trace of its own
 * @param payload what happened
 * @param <T> type of the payload
 */
public record Event<T>(
    Optional<String> id,
    Optional<String> key,
    Optional<Instant> occurredAt,
    Optional<String> traceparent,
    T payload) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  public Event {
    if (traceparent.filter(text -> !TRACEPARENT.matcher(text).matches()).isPresent()) {
      throw new IllegalArgumentException(
          "the traceparent is not of the form VERSION-TRACE-SPAN-FLAGS, in lower-case hexadecimal"
              + " digits: leave it out where there is no trace");
    }
  }

  /** An event that is known by its payload alone. */
  public static <T> Event<T> of(T payload) {
    return new Event<>(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), payload);
  }

  /** The same under an id of the sender's own. */
  public Event<T> withId(String newId) {
    return new Event<>(Optional.of(newId), key, occurredAt, traceparent, payload);
  }

  /** The same in the order of a key. */
  public Event<T> withKey(String newKey) {
    return new Event<>(id, Optional.of(newKey), occurredAt, traceparent, payload);
  }

  /** The same at another time. */
  public Event<T> withOccurredAt(Instant time) {
    return new Event<>(id, key, Optional.of(time), traceparent, payload);
  }

  /**
   * The same, from a span: the event, its request and its prediction belong to the span's trace.
   *
   * @throws IllegalArgumentException where it is not of the form of a traceparent
   */
  public Event<T> withTraceparent(String span) {
    return new Event<>(id, key, occurredAt, Optional.of(span), payload);
  }
}
