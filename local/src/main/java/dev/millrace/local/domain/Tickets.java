package dev.millrace.local.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Makes up support tickets whose right label is known.
 *
 * <p><i>Shape</i>: the same seed gives the same tickets. Most name their matter in words that the
 * label shares; some only circle around it, as people do. A few are repeated, incomplete or
 * malformed.
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

  private static final Map<String, Matter> MATTERS = new TreeMap<>(matters());
  private static final List<String> LABELS = List.copyOf(MATTERS.keySet());

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

  /** What people write about one label: in plain words, and in a roundabout way. */
  private record Matter(List<String> plain, List<String> roundabout) {}

  public Tickets(RandomGenerator random) {
    this.random = random;
  }

  /** The labels that tickets are about. */
  public static List<String> labels() {
    return LABELS;
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
    Matter matter = MATTERS.get(label);
    if (matter == null) {
      throw new AssertionError(label);
    }
    String sentence = any(random.nextDouble() < ROUNDABOUT ? matter.roundabout() : matter.plain());
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

  private static Ticket of(Ticket ticket, Ticket.Kind kind) {
    return new Ticket(ticket.id(), kind, ticket.subject(), ticket.body(), ticket.label());
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Map<String, Matter> matters() {
    return Map.of(
        "billing_question",
        new Matter(
            List.of(
                "I have a question about the billing of the THING.",
                "there is a question I have on my bill: the THING is on it twice.",
                "the billing department sent me a bill that I have a question about."),
            List.of(
                "why was my card charged twice for the THING?",
                "the invoice for the THING shows an amount I did not expect.")),
        "delivery_delay",
        new Matter(
            List.of(
                "the delivery of my THING is delayed again.",
                "how long is the delay? The THING should have been delivered last week.",
                "your delivery service says there is a delay with the THING."),
            List.of(
                "the THING has still not arrived.",
                "where is my parcel? I am waiting since Monday.")),
        "account_access",
        new Matter(
            List.of(
                "I cannot access my account any more.",
                "my account is locked and I have no access to the THING warranty.",
                "please restore the access to my customer account."),
            List.of("my password does not work.", "I am locked out since I changed my phone.")),
        "technical_problem",
        new Matter(
            List.of(
                "I have a technical problem with the THING.",
                "the THING has a problem, it seems to be a technical one.",
                "your technical staff should look at this problem: the THING is dead."),
            List.of(
                "the THING does not switch on.", "the THING makes a strange noise and gets hot.")),
        "order_cancellation",
        new Matter(
            List.of(
                "please cancel my order of the THING.",
                "I want to make a cancellation: the order of the THING was a mistake.",
                "is the cancellation of the order for the THING through?"),
            List.of(
                "I do not want the THING any longer, please stop it.",
                "I bought the THING by mistake, please take it back before it is sent.")),
        "feature_request",
        new Matter(
            List.of(
                "I request a feature: a wish list for the THING.",
                "may I make a feature request for the THING page?",
                "a new feature would be nice, my request is a dark mode."),
            List.of(
                "it would be great if the THING came in green.",
                "could you add a way to compare the THING with others?")));
  }
}
