package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.Locale;
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
    String type = call.mediaType();
    if (type.equals(CLOUDEVENT)) {
      return CloudEvents.structured(call.body());
    }
    if (type.equals(CLOUDEVENTS)) {
      return CloudEvents.batch(call.body());
    }
    if (call.header("ce-specversion").isPresent()) {
      return new Submission.Single<>(CloudEvents.binary(call));
    }
    if (type.equals(NDJSON)) {
      return Lines.read(call.body(), line -> part(Optional.empty(), Optional.empty(), JSON, line));
    }
    if (type.equals(JSON)) {
      return new Submission.Single<>(
          part(call.queryValue("id"), call.queryValue("key"), JSON, call.body()));
    }
    return new Submission.Unreadable<>(unsupported());
  }

  private static Submission.Part<SubmittedEvent> part(
      Optional<String> id, Optional<String> key, String type, byte[] payload) {
    return new Submission.Part.Good<>(
        new SubmittedEvent(id, key, Optional.empty(), type.toLowerCase(Locale.ROOT), payload));
  }

  private static Problem unsupported() {
    return Problems.of(
        Cause.UNSUPPORTED_CONTENT_TYPE,
        "the content type is none of "
            + String.join(", ", JSON, NDJSON, CLOUDEVENT, CLOUDEVENTS)
            + ": say what the body is");
  }
}
