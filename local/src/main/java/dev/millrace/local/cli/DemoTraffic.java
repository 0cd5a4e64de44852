package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.client.Delivery;
import dev.millrace.ingestion.client.Encoder;
import dev.millrace.ingestion.client.EventProducer;
import dev.millrace.ingestion.client.Feedback;
import dev.millrace.ingestion.client.FeedbackProducer;
import dev.millrace.ingestion.client.ProducerException;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.local.client.GatewayException;
import dev.millrace.local.client.Outbox;
import dev.millrace.local.client.Sending.SentEvent;
import dev.millrace.local.domain.Ticket;
import dev.millrace.local.domain.Ticket.Kind;
import dev.millrace.local.domain.Tickets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the demo's tickets, and afterwards what they were really about.
 *
 * <p><i>Threads</i>: one.
 */
final class DemoTraffic implements AutoCloseable {

  private final ProducerSettings settings;
  private final String pipeline;
  private final Tickets tickets;
  private final EventProducer<String> producer;
  private final Outbox<Ticket> outbox = new Outbox<>(this::end);
  private final Map<String, SentEvent> accepted = new LinkedHashMap<>();
  private long sent;
  private long repeats;
  private long refused;

  DemoTraffic(ProducerSettings settings, String pipeline, Tickets tickets) {
    this.settings = settings;
    this.pipeline = pipeline;
    this.tickets = tickets;
    this.producer = EventProducer.open(settings, pipeline, Encoder.text());
  }

  /** Sends the next tickets, and waits until the gateway has judged them. */
  void send(int count) throws InterruptedException {
    try {
      for (int i = 0; i < count; i++) {
        Ticket ticket = tickets.next();
        sent++;
        repeats += ticket.kind() == Kind.REPEATED ? 1 : 0;
        outbox.add(ticket, producer.send(ticket.id(), json(ticket)));
      }
      producer.flush();
    } catch (ProducerException e) {
      throw GatewayException.of(e);
    }
    outbox.takeAll();
  }

  /** Tells the factory the right labels. */
  long sendFeedback() throws InterruptedException {
    Outbox<SentEvent> feedback = new Outbox<>(DemoTraffic::endFeedback);
    try (FeedbackProducer feedbackProducer = FeedbackProducer.open(settings, pipeline)) {
      for (SentEvent event : accepted.values()) {
        feedback.add(
            event,
            feedbackProducer.send(
                Feedback.label(event.eventId(), event.label().orElseThrow()).withSource("demo")));
      }
    } catch (ProducerException e) {
      throw GatewayException.of(e);
    }
    feedback.takeAll();
    return accepted.size();
  }

  /** Gives up what has no answer. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  /** The accepted events by request id, each once. */
  Map<String, SentEvent> accepted() {
    return accepted;
  }

  /** Adds what was sent. */
  void addTo(ObjectNode report) {
    report
        .putObject("events")
        .put("sent", sent)
        .put("accepted", accepted.size())
        .put("repeats", repeats)
        .put("refused", refused);
  }

  long sent() {
    return sent;
  }

  private void end(Ticket ticket, Delivery delivery) {
    if (delivery instanceof Delivery.Rejected) {
      refused++;
      return;
    }
    if (ticket.kind() == Kind.MALFORMED) {
      throw new CommandException(
          "the gateway accepted an event that is no JSON, expected a refusal");
    }
    accepted.put(
        ((Delivery.Accepted) delivery).requestId(),
        new SentEvent(ticket.id(), Optional.of(ticket.label())));
  }

  private static void endFeedback(SentEvent event, Delivery delivery) {
    if (delivery instanceof Delivery.Rejected rejected) {
      throw new CommandException(
          "the gateway rejected feedback about " + event.eventId() + ": " + rejected.detail());
    }
  }

  private static String json(Ticket ticket) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("subject", ticket.subject());
    if (ticket.kind() != Kind.INCOMPLETE) {
      json.put("body", ticket.body());
    }
    String whole = json.toString();
    return ticket.kind() == Kind.MALFORMED ? whole.substring(0, whole.length() / 2) : whole;
  }
}
