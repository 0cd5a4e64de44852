package dev.millrace.local.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Writes feedback as the gateway reads it. */
public final class FeedbackLines {

  private FeedbackLines() {}

  /** That an event's right label is this. */
  public static String label(String eventId, String label, String source) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("eventId", eventId)
        .put("label", label)
        .put("source", source)
        .toString();
  }
}
