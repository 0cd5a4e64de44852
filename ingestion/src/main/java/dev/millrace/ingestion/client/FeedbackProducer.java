package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Publishes feedback of one pipeline: as an {@link EventProducer} does events, with the same order
 * by event or request, the same patience and the same ends.
 *
 * <p><i>Failure</i>: as there; but feedback has no id of its own, and may be written down twice
 * where an answer was lost. It says the same twice.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class FeedbackProducer implements AutoCloseable {

  private final Dispatch dispatch;

  FeedbackProducer(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** A producer for one pipeline; connects when there is something to send. */
  public static FeedbackProducer open(ProducerSettings settings, String pipeline) {
    return new FeedbackProducer(Dispatch.open(settings, pipeline, Wire.FEEDBACK));
  }

  /**
   * Sends feedback, as soon as there is room for it.
   *
   * @throws ProducerException where there is no room in time, and after {@code close}
   * @throws InterruptedException before it was taken: it was not sent
   */
  public CompletionStage<Delivery> send(Feedback feedback) throws InterruptedException {
    return dispatch.courier().send(json(feedback).getBytes(UTF_8), Optional.of(subject(feedback)));
  }

  /**
   * Sends feedback that is written already, as the gateway reads it.
   *
   * @param json one JSON object
   */
  public CompletionStage<Delivery> sendJson(String json) throws InterruptedException {
    // In JSON a line break never stands for itself; in NDJSON it would begin another part.
    String line = json.replace('\n', ' ').replace('\r', ' ');
    if (line.isBlank()) {
      throw new IllegalArgumentException("the feedback is blank: give a JSON object");
    }
    return dispatch.courier().send(line.getBytes(UTF_8), Optional.empty());
  }

  /** Sends what lingers, and waits until all stages so far are completed. */
  public void flush() throws InterruptedException {
    dispatch.courier().flush();
  }

  /** What has been done so far. */
  public ProducerCounts counts() {
    return dispatch.courier().counts();
  }

  /** As {@link EventProducer#close()}. */
  @Override
  public void close() {
    dispatch.close();
  }

  /** As {@link EventProducer#close(Duration)}. */
  public void close(Duration patience) {
    dispatch.close(patience);
  }

  private static String subject(Feedback feedback) {
    return feedback.subject() instanceof Feedback.Subject.Event event
        ? event.eventId()
        : ((Feedback.Subject.Request) feedback.subject()).requestId();
  }

  private static String json(Feedback feedback) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(
        feedback.subject() instanceof Feedback.Subject.Event ? "eventId" : "requestId",
        subject(feedback));
    feedback.label().ifPresent(label -> json.put("label", label));
    feedback.rating().ifPresent(rating -> json.put("rating", rating));
    feedback.source().ifPresent(source -> json.put("source", source));
    feedback.observedAt().map(Instant::toString).ifPresent(time -> json.put("observedAt", time));
    return json.toString();
  }
}
