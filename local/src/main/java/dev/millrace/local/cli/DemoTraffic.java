package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.BatchReply;
import dev.millrace.local.client.FeedbackLines;
import dev.millrace.local.client.GatewayClient;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.Sending.SentEvent;
import dev.millrace.local.domain.Ticket;
import dev.millrace.local.domain.Ticket.Kind;
import dev.millrace.local.domain.Tickets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the demo's tickets, and afterwards what they were really about.
 *
 * <p><i>Threads</i>: one.
 */
final class DemoTraffic {

  private static final int FEEDBACK_LINES = 500;

  private final GatewayClient gateway;
  private final String pipeline;
  private final Tickets tickets;
  private final Map<String, SentEvent> accepted = new LinkedHashMap<>();
  private long sent;
  private long repeats;
  private long refused;

  DemoTraffic(GatewayClient gateway, String pipeline, Tickets tickets) {
    this.gateway = gateway;
    this.pipeline = pipeline;
    this.tickets = tickets;
  }

  /** Sends the next tickets: the malformed ones one by one, the others together. */
  void send(int count) throws InterruptedException {
    List<Row> batch = new ArrayList<>();
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Ticket ticket = tickets.next();
      sent++;
      if (ticket.kind() == Kind.MALFORMED) {
        sendMalformed(ticket);
      } else {
        if (ticket.kind() == Kind.REPEATED) {
          repeats++;
        }
        labels.put(ticket.id(), ticket.label());
        batch.add(new Row(sent, ticket.id(), json(ticket), Optional.of(ticket.label())));
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    BatchReply reply = gateway.send(pipeline, batch);
    refused += reply.refused().size();
    for (BatchReply.Accepted event : reply.accepted()) {
      accepted.put(
          event.requestId(),
          new SentEvent(event.eventId(), Optional.ofNullable(labels.get(event.eventId()))));
    }
  }

  /** Tells the factory the right labels. */
  long sendFeedback() throws InterruptedException {
    List<String> lines =
        accepted.values().stream()
            .map(event -> FeedbackLines.label(event.eventId(), event.label().orElseThrow(), "demo"))
            .toList();
    for (int from = 0; from < lines.size(); from += FEEDBACK_LINES) {
      BatchReply reply =
          gateway.feedback(
              pipeline, lines.subList(from, Math.min(from + FEEDBACK_LINES, lines.size())));
      if (!reply.refused().isEmpty()) {
        throw new CommandException(
            "the gateway rejected feedback: " + reply.refused().get(0).reason());
      }
    }
    return lines.size();
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

  private void sendMalformed(Ticket ticket) throws InterruptedException {
    String whole = json(ticket);
    int status =
        gateway.postAsIs(
            pipeline, ticket.id(), whole.substring(0, whole.length() / 2).getBytes(UTF_8));
    if (status / 100 != 4) {
      throw new CommandException(
          "the gateway answered " + status + " to an event that is no JSON, expected a refusal");
    }
    refused++;
  }

  private static String json(Ticket ticket) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("subject", ticket.subject());
    if (ticket.kind() != Kind.INCOMPLETE) {
      json.put("body", ticket.body());
    }
    return json.toString();
  }
}
