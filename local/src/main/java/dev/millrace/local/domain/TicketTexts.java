package dev.millrace.local.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people write to the shop of the demo, by label. */
final class TicketTexts {

  private static final Map<String, Matter> MATTERS = new TreeMap<>(matters());

  /**
   * What people write about one label; {@code THING} stands for what they bought.
   *
   * @param plain in the label's words
   * @param roundabout in others
   * @param changed in words of another time, none of them the label's
   */
  record Matter(List<String> plain, List<String> roundabout, List<String> changed) {}

  private TicketTexts() {}

  static List<String> labels() {
    return List.copyOf(MATTERS.keySet());
  }

  static Matter about(String label) {
    Matter matter = MATTERS.get(label);
    if (matter == null) {
      throw new IllegalArgumentException("nobody writes about " + label);
    }
    return matter;
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
                "the invoice for the THING shows an amount I did not expect."),
            List.of(
                "you took the money two times for the THING.",
                "the amount on my statement is wrong, the THING was cheaper.",
                "why did I pay twenty more than the page said?",
                "my bank shows a second payment for the THING.",
                "I paid for a THING that I never bought.",
                "the receipt for the THING has the wrong sum.",
                "the discount on the THING was not taken off.")),
        "delivery_delay",
        new Matter(
            List.of(
                "the delivery of my THING is delayed again.",
                "how long is the delay? The THING should have been delivered last week.",
                "your delivery service says there is a delay with the THING."),
            List.of(
                "the THING has still not arrived.",
                "where is my parcel? I am waiting since Monday."),
            List.of(
                "nothing came yet, where is my THING?",
                "the parcel with the THING is stuck since monday.",
                "the tracking page has not moved for six days.",
                "the courier never showed up with the THING.",
                "still waiting for the THING, and it has been two weeks.",
                "you said tomorrow, and that was last week.",
                "the depot says it was never handed over.")),
        "account_access",
        new Matter(
            List.of(
                "I cannot access my account any more.",
                "my account is locked and I have no access to the THING warranty.",
                "please restore the access to my customer account."),
            List.of("my password does not work.", "I am locked out since I changed my phone."),
            List.of(
                "it says wrong password all the time.",
                "I cannot log in since the update.",
                "the code by text message never arrives.",
                "locked out again after three tries.",
                "my login is gone, I have a new phone.",
                "the mail to set a new password does not come.",
                "it wants a code from a phone that I no longer have.")),
        "technical_problem",
        new Matter(
            List.of(
                "I have a technical problem with the THING.",
                "the THING has a problem, it seems to be a technical one.",
                "your technical staff should look at this problem: the THING is dead."),
            List.of(
                "the THING does not switch on.", "the THING makes a strange noise and gets hot."),
            List.of(
                "the THING is broken.",
                "the THING gets hot and smells.",
                "the THING just does not switch on.",
                "the light of the THING flickers.",
                "the THING stopped working after a day.",
                "there is a crack in the THING and it rattles.",
                "the THING makes a noise like a saw.")),
        "order_cancellation",
        new Matter(
            List.of(
                "please cancel my order of the THING.",
                "I want to make a cancellation: the order of the THING was a mistake.",
                "is the cancellation of the order for the THING through?"),
            List.of(
                "I do not want the THING any longer, please stop it.",
                "I bought the THING by mistake, please take it back before it is sent."),
            List.of(
                "do not send the THING, I changed my mind.",
                "please stop the THING before it ships.",
                "I bought the THING twice by accident, take one back.",
                "I do not want the THING any more.",
                "found the THING cheaper elsewhere, forget about mine.",
                "wrong size of the THING, call it off.",
                "my wife got me the same THING, so no need for it.")),
        "feature_request",
        new Matter(
            List.of(
                "I request a feature: a wish list for the THING.",
                "may I make a feature request for the THING page?",
                "a new feature would be nice, my request is a dark mode."),
            List.of(
                "it would be great if the THING came in green.",
                "could you add a way to compare the THING with others?"),
            List.of(
                "the THING would be great in green.",
                "can you add a dark mode?",
                "please let me compare two kinds of THING side by side.",
                "a wish list would help me a lot.",
                "I miss a filter for small sizes.",
                "why not let us pay for the THING by phone?",
                "it would be nice to see the THING from all sides.")));
  }
}
