package dev.millrace.ingestion.client;

import java.time.Instant;
import java.util.Optional;

/**
 * An event to be published.
 *
 * @param id tells it from all others of the pipeline: what is sent twice under one id counts once.
 *     Without it the producer makes one
 * @param key events of the same key stay in order; without it the id is the key
 * @param occurredAt when it happened, if that is not when it is received
 * @param payload what happened
 * @param <T> type of the payload
 */
public record Event<T>(
    Optional<String> id, Optional<String> key, Optional<Instant> occurredAt, T payload) {

  /** An event that is known by its payload alone. */
  public static <T> Event<T> of(T payload) {
    return new Event<>(Optional.empty(), Optional.empty(), Optional.empty(), payload);
  }

  /** The same under an id of the sender's own. */
  public Event<T> withId(String newId) {
    return new Event<>(Optional.of(newId), key, occurredAt, payload);
  }

  /** The same in the order of a key. */
  public Event<T> withKey(String newKey) {
    return new Event<>(id, Optional.of(newKey), occurredAt, payload);
  }

  /** The same at another time. */
  public Event<T> withOccurredAt(Instant time) {
    return new Event<>(id, key, Optional.of(time), payload);
  }
}
