package dev.millrace.ingestion.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Publishes events of one pipeline, in batches and without waiting for each.
 *
 * <p><i>Shape</i>: {@code send} returns at once, unless the buffer is full, with a stage that ends
 * with what the gateway did. Every event has an id before it is first tried, so that trying again
 * doubles nothing.
 *
 * <p><i>Order</i>: events of one key, or of one id, reach the gateway in the order in which they
 * were sent, tries included; others may overtake each other. Where the gateway answers that it has
 * written only a part of a request, and the rest is sent again, a later event of a key may stand
 * before an earlier one: the brokers had it first.
 *
 * <p><i>Failure</i>: an event that the gateway turns away ends as {@link Delivery.Rejected}. A
 * stage fails, with a {@link ProducerException}, only where something broke: no answer within the
 * delivery timeout, a key that is refused, or {@code close} before the end. Nothing is lost without
 * a word.
 *
 * <p><i>Threads</i>: may be used by many at once. Stages are completed by the producer's threads;
 * what takes long belongs into {@code whenCompleteAsync}, and {@code send} from there blocks what
 * would make room, so use {@code trySend}.
 *
 * @param <T> type of the payloads
 */
public final class EventProducer<T> implements AutoCloseable {

  private final Dispatch dispatch;
  private final Encoder<? super T> encoder;
  private final Supplier<String> ids;
  private final CloudEventWriter writer = new CloudEventWriter();

  EventProducer(Dispatch dispatch, Encoder<? super T> encoder, Supplier<String> ids) {
    this.dispatch = dispatch;
    this.encoder = encoder;
    this.ids = ids;
  }

  /**
   * A producer for one pipeline; connects when there is something to send.
   *
   * @param encoder writes the payloads
   */
  public static <T> EventProducer<T> open(
      ProducerSettings settings, String pipeline, Encoder<? super T> encoder) {
    return new EventProducer<>(
        Dispatch.open(settings, pipeline, Wire.EVENTS),
        encoder,
        () -> UUID.randomUUID().toString());
  }

  /** A producer of records or beans, as Jackson writes them without any modules. */
  public static <T> EventProducer<T> ofJson(ProducerSettings settings, String pipeline) {
    return open(settings, pipeline, Encoder.json());
  }

  /** A producer of whatever a mapper can write. */
  public static <T> EventProducer<T> ofJson(
      ProducerSettings settings, String pipeline, ObjectMapper mapper) {
    return open(settings, pipeline, Encoder.json(mapper));
  }

  /** Sends a payload under a new id. */
  public CompletionStage<Delivery> send(T payload) throws InterruptedException {
    return send(Event.of(payload));
  }

  /** Sends a payload under an id of the caller's own. */
  public CompletionStage<Delivery> send(String id, T payload) throws InterruptedException {
    return send(Event.of(payload).withId(id));
  }

  /**
   * Sends an event, as soon as there is room for it.
   *
   * @throws ProducerException where there is no room in time, where it is larger than the buffer,
   *     and after {@code close}: it was not sent
   * @throws IllegalArgumentException where it cannot be written
   * @throws InterruptedException before it was taken: it was not sent
   */
  public CompletionStage<Delivery> send(Event<? extends T> event) throws InterruptedException {
    return dispatch.courier().send(part(event), orderingKey(event));
  }

  /**
   * Sends an event if there is room for it now; nothing was sent where the result is empty.
   *
   * @throws ProducerException as {@code send}
   */
  public Optional<CompletionStage<Delivery>> trySend(Event<? extends T> event) {
    return dispatch.courier().trySend(part(event), orderingKey(event));
  }

  /** Sends what lingers, and waits until all stages so far are completed. */
  public void flush() throws InterruptedException {
    dispatch.courier().flush();
  }

  /** What has been done so far. */
  public ProducerCounts counts() {
    return dispatch.courier().counts();
  }

  /**
   * Takes no more events and waits until all stages are completed; the delivery timeout ends the
   * last of them. May be called twice.
   *
   * @throws ProducerException where the waiting was interrupted: it says how many events have been
   *     failed
   */
  @Override
  public void close() {
    dispatch.close();
  }

  /**
   * The same, but waits no longer than this: what has no answer then fails.
   *
   * @throws ProducerException where anything had to be failed: it says how many
   */
  public void close(Duration patience) {
    dispatch.close(patience);
  }

  private byte[] part(Event<? extends T> event) {
    return writer.write(event.id().orElseGet(ids), event, encoder.encode(event.payload()));
  }

  /** As the gateway has it: the id is the key where there is none. A new id meets no other. */
  private static Optional<String> orderingKey(Event<?> event) {
    return event.key().or(event::id);
  }
}
