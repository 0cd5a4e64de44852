package dev.millrace.ingestion.client;

import java.time.Instant;
import java.util.Optional;

/**
 * What turned out to be true about an event that was sent.
 *
 * @param subject the event or request that it is about
 * @param label the right label
 * @param rating how good the answer was, from 0 to 1
 * @param source who says so
 * @param observedAt when it was seen, if that is not when it is received
 */
public record Feedback(
    Subject subject,
    Optional<String> label,
    Optional<Double> rating,
    Optional<String> source,
    Optional<Instant> observedAt) {

  public Feedback {
    if (label.isEmpty() && rating.isEmpty()) {
      throw new IllegalArgumentException("feedback has neither label nor rating: give one of them");
    }
    if (rating.filter(value -> !(value >= 0 && value <= 1)).isPresent()) {
      throw new IllegalArgumentException(
          "the rating is " + rating.get() + ", expected a number from 0 to 1");
    }
  }

  /** What feedback is about. */
  public sealed interface Subject {

    /**
     * An event.
     *
     * @param eventId as it was sent
     */
    record Event(String eventId) implements Subject {}

    /**
     * A request.
     *
     * @param requestId as a {@link Delivery.Accepted} or a prediction names it
     */
    record Request(String requestId) implements Subject {}
  }

  /** That the right label of an event is this. */
  public static Feedback label(String eventId, String label) {
    return new Feedback(
        new Subject.Event(eventId),
        Optional.of(label),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** How good the answer about an event was, from 0 to 1. */
  public static Feedback rating(String eventId, double rating) {
    return new Feedback(
        new Subject.Event(eventId),
        Optional.empty(),
        Optional.of(rating),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with a rating. */
  public Feedback withRating(double newRating) {
    return new Feedback(subject, label, Optional.of(newRating), source, observedAt);
  }

  /** The same, said by somebody. */
  public Feedback withSource(String newSource) {
    return new Feedback(subject, label, rating, Optional.of(newSource), observedAt);
  }

  /** The same, seen at a time. */
  public Feedback withObservedAt(Instant time) {
    return new Feedback(subject, label, rating, source, Optional.of(time));
  }
}
