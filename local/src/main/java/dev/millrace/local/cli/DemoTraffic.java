package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.Sending;
import dev.millrace.local.domain.Ticket;
import dev.millrace.local.domain.Ticket.Kind;
import dev.millrace.local.domain.Tickets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Makes rows of the demo's tickets, and counts them.
 *
 * <p><i>Threads</i>: one.
 */
final class DemoTraffic implements Iterator<Row> {

  private final Tickets tickets;
  private final long most;
  private long made;
  private long repeats;
  private long malformed;

  /**
   * Tickets without end, or not.
   *
   * @param most tickets
   */
  DemoTraffic(Tickets tickets, long most) {
    this.tickets = tickets;
    this.most = most;
  }

  @Override
  public boolean hasNext() {
    return made < most;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there were " + made + " tickets");
    }
    Ticket ticket = tickets.next();
    made++;
    repeats += ticket.kind() == Kind.REPEATED ? 1 : 0;
    malformed += ticket.kind() == Kind.MALFORMED ? 1 : 0;
    return new Row(made, ticket.id(), json(ticket), Optional.of(ticket.label()));
  }

  /** From now on people write in other words. */
  void change() {
    tickets.change();
  }

  /** Adds what was sent, and what the gateway made of it. */
  void addTo(ObjectNode report, Sending sending) {
    if (sending.refusedRows() < malformed) {
      throw new CommandException(
          "the gateway accepted an event that is no JSON, expected a refusal");
    }
    report
        .putObject("events")
        .put("sent", made)
        .put("accepted", sending.accepted().size())
        .put("repeats", repeats)
        .put("refused", sending.refusedRows());
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
