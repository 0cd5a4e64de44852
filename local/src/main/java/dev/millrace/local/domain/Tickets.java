package dev.millrace.local.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up support tickets whose right label is known.
 *
 * <p><i>Shape</i>: the same seed gives the same tickets. Most name their matter in words that the
 * label shares; some only circle around it, as people do. A few are repeated, incomplete or
 * malformed. Once the world has changed, nobody uses the label's words any more.
 *
 * <p><i>Threads</i>: one.
 */
public final class Tickets {

  private static final double REPEATED = 0.03;
  private static final double INCOMPLETE = 0.01;
  private static final double MALFORMED = 0.01;
  private static final double ROUNDABOUT = 0.2;

  /** How far back a repeated ticket may lie. */
  private static final int MEMORY = 200;

  private static final List<String> LABELS = TicketTexts.labels();

  private static final List<String> THINGS =
      List.of(
          "headphones", "desk lamp", "kettle", "backpack", "keyboard", "rain jacket", "blender");
  private static final List<String> GREETINGS =
      List.of("Hello,", "Hi there,", "Good morning,", "Dear team,", "Hey,");
  private static final List<String> ENDINGS =
      List.of("Thanks!", "Please help.", "I look forward to your reply.", "Regards", "");

  private final RandomGenerator random;
  private final List<Ticket> recent = new ArrayList<>();
  private long made;
  private boolean hasChanged;

  public Tickets(RandomGenerator random) {
    this.random = random;
  }

  /** The labels that tickets are about. */
  public static List<String> labels() {
    return LABELS;
  }

  /** The world changes: from now on people write of the same matters in other words. */
  public void change() {
    hasChanged = true;
  }

  /** The next ticket. */
  public Ticket next() {
    double kind = random.nextDouble();
    if (kind < REPEATED && !recent.isEmpty()) {
      Ticket before = recent.get(random.nextInt(recent.size()));
      return of(before, Ticket.Kind.REPEATED);
    }
    Ticket ticket = whole();
    if (kind < REPEATED + INCOMPLETE) {
      return of(ticket, Ticket.Kind.INCOMPLETE);
    }
    if (kind < REPEATED + INCOMPLETE + MALFORMED) {
      return of(ticket, Ticket.Kind.MALFORMED);
    }
    if (recent.size() == MEMORY) {
      recent.remove(0);
    }
    recent.add(ticket);
    return ticket;
  }

  private Ticket whole() {
    String label = any(LABELS);
    String sentence = any(sentences(TicketTexts.about(label)));
    String thing = any(THINGS);
    String order = "A" + (10_000 + random.nextInt(90_000));
    made++;
    return new Ticket(
        "ticket-" + made,
        Ticket.Kind.WHOLE,
        "My " + thing + ", " + order,
        (any(GREETINGS) + " " + sentence.replace("THING", thing) + " " + any(ENDINGS)).strip(),
        label);
  }

  private List<String> sentences(TicketTexts.Matter matter) {
    if (hasChanged) {
      return matter.changed();
    }
    return random.nextDouble() < ROUNDABOUT ? matter.roundabout() : matter.plain();
  }

  private static Ticket of(Ticket ticket, Ticket.Kind kind) {
    return new Ticket(ticket.id(), kind, ticket.subject(), ticket.body(), ticket.label());
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
