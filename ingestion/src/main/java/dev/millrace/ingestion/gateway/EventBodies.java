package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.Optional;

/**
 * Reads the bodies in which events come.
 *
 * <p><i>Shape</i>: one JSON value; NDJSON; CloudEvents 1.0 in structured mode, one or a batch, and
 * in binary mode. Payloads keep their bytes.
 *
 * <p><i>Source</i>: RFC 8259; ndjson-spec 1.0; CloudEvents 1.0, JSON format and HTTP binding.
 */
final class EventBodies {

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String CLOUDEVENT = "application/cloudevents+json";
  static final String CLOUDEVENTS = "application/cloudevents-batch+json";

  private EventBodies() {}

  /** The events of a body, in order. */
  static Submission<SubmittedEvent> read(HttpCall call) {
    Optional<Problem> unreadable = otherCharset(call);
    if (unreadable.isPresent()) {
      return new Submission.Unreadable<>(unreadable.get());
    }
    String type = call.mediaType();
    if (type.equals(CLOUDEVENT) || type.equals(CLOUDEVENTS) || CloudEvents.isBinary(call)) {
      Optional<Problem> named = Naming.notFromOutside(call);
      return named.isPresent() ? new Submission.Unreadable<>(named.get()) : cloudEvents(call);
    }
    if (!type.equals(NDJSON) && !type.equals(JSON)) {
      return new Submission.Unreadable<>(unsupported());
    }
    Part<Naming> naming = type.equals(JSON) ? Naming.ofOne(call) : Naming.ofLines(call);
    if (naming instanceof Part.Bad<Naming> bad) {
      return new Submission.Unreadable<>(bad.problem());
    }
    Naming names = ((Part.Good<Naming>) naming).value();
    return type.equals(JSON)
        ? new Submission.Single<>(names.one(call.body()))
        : Lines.read(call.body(), names::line);
  }

  /** A problem where a body is said to be of other characters than those which are read. */
  static Optional<Problem> otherCharset(HttpCall call) {
    return call.charset()
        .filter(charset -> !charset.equals("utf-8"))
        .map(
            charset ->
                Problems.of(
                    Cause.UNSUPPORTED_CONTENT_TYPE,
                    "the charset of the Content-Type is not UTF-8, and only UTF-8 is read: send the"
                        + " body as such"));
  }

  private static Submission<SubmittedEvent> cloudEvents(HttpCall call) {
    return call.mediaType().equals(CLOUDEVENTS)
        ? CloudEvents.batch(call.body())
        : new Submission.Single<>(CloudEvents.part(CloudEvents.read(call)));
  }

  private static Problem unsupported() {
    return Problems.of(
        Cause.UNSUPPORTED_CONTENT_TYPE,
        "the content type is none of "
            + String.join(", ", JSON, NDJSON, CLOUDEVENT, CLOUDEVENTS)
            + ": say what the body is");
  }
}
