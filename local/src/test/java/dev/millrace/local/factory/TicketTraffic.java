package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.Ticket;
import dev.millrace.local.domain.Tickets;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.SplittableRandom;

/** Sends made-up tickets to a factory, and for each the label that is true. */
final class TicketTraffic {

  private final OpenFactory factory;
  private final String pipeline;
  private final long seed;
  private final Tickets tickets;

  /** With another seed, other tickets under other ids. */
  TicketTraffic(OpenFactory factory, String pipeline, long seed) {
    this.factory = factory;
    this.pipeline = pipeline;
    this.seed = seed;
    this.tickets = new Tickets(new SplittableRandom(seed));
  }

  /** Sends so many, but for those that are no JSON; a few lack what the prompt asks for. */
  void send(int count) throws Exception {
    StringBuilder events = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Ticket ticket = tickets.next();
      if (ticket.kind() != Ticket.Kind.MALFORMED) {
        String id = seed + "-" + ticket.id();
        events.append(event(id, ticket)).append('\n');
        labels.append(object().put("eventId", id).put("label", ticket.label())).append('\n');
      }
    }
    assertThat(
            factory
                .post(pipeline, "?idPointer=/id", OpenFactory.LINES, events.toString())
                .statusCode())
        .isEqualTo(202);
    HttpRequest feedback =
        factory
            .get("/v1/pipelines/" + pipeline + "/feedback")
            .header("Content-Type", OpenFactory.LINES)
            .POST(BodyPublishers.ofString(labels.toString()))
            .build();
    HttpResponse<String> given = factory.http().send(feedback, BodyHandlers.ofString());
    assertThat(given.statusCode()).as(given.body()).isEqualTo(202);
  }

  private static ObjectNode event(String id, Ticket ticket) {
    ObjectNode event = object().put("id", id).put("subject", ticket.subject());
    if (ticket.kind() != Ticket.Kind.INCOMPLETE) {
      event.put("body", ticket.body());
    }
    return event;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
