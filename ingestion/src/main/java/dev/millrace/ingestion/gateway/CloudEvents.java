package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.millrace.ingestion.domain.StrictUtf8;
import dev.millrace.ingestion.domain.cloudevent.CloudEvent;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.Cause;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads CloudEvents out of calls.
 *
 * <p><i>Source</i>: CloudEvents 1.0.2, HTTP protocol binding, distributed tracing extension.
 */
final class CloudEvents {

  private static final String ATTRIBUTE = "ce-";
  private static final String VERSION = ATTRIBUTE + "specversion";

  /** The batch and the events in it; their data stays closed. */
  private static final int BATCH_LEVELS = 2;

  private CloudEvents() {}

  /** Whether a call holds an event in binary mode, be it complete or not. */
  static boolean isBinary(HttpCall call) {
    return call.headers().keySet().stream().anyMatch(name -> name.startsWith(ATTRIBUTE));
  }

  /** The one event of a call, in structured or in binary mode. */
  static CloudEvent.Reading read(HttpCall call) {
    return call.mediaType().equals(EventBodies.CLOUDEVENT)
        ? CloudEvent.structured(call.body())
        : binary(call);
  }

  /** A batch of events in structured mode. */
  static Submission<SubmittedEvent> batch(byte[] body) {
    StrictJson.Result result = StrictJson.read(new Slice(body, 0, body.length), BATCH_LEVELS);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      return new Submission.Unreadable<>(malformed(malformed));
    }
    if (!(((StrictJson.Result.Valid) result).value() instanceof JsonValue.Items batch)) {
      return new Submission.Unreadable<>(invalid("a batch of CloudEvents is a JSON array"));
    }
    Optional<Problem> tooMany = Lines.tooMany(batch.items().size());
    if (tooMany.isPresent()) {
      return new Submission.Unreadable<>(tooMany.get());
    }
    List<Part<SubmittedEvent>> parts = new ArrayList<>();
    batch.items().forEach(item -> parts.add(part(CloudEvent.structured(item))));
    return new Submission.Batch<>(parts, List.of());
  }

  private static CloudEvent.Reading binary(HttpCall call) {
    if (call.header(VERSION).isEmpty()) {
      return new CloudEvent.Reading.Bad(
          Cause.INVALID_FIELD,
          "there are headers that begin with ce-, but "
              + VERSION
              + " is missing: a CloudEvent in binary mode has it, and what is none has no ce- header"
              + " at all");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : call.headers().entrySet()) {
      if (header.getKey().startsWith(ATTRIBUTE)) {
        Optional<String> text = percentDecoded(header.getValue().get(0));
        if (text.isEmpty()) {
          return new CloudEvent.Reading.Bad(
              Cause.INVALID_FIELD,
              "a header that begins with ce- is not UTF-8: send what is not ASCII as %XX of its"
                  + " UTF-8");
        }
        attributes.put(header.getKey().substring(ATTRIBUTE.length()), text.get());
      }
    }
    return CloudEvent.binary(attributes, call.header("content-type"), call.body());
  }

  /** An event as it is submitted. */
  static Part<SubmittedEvent> part(CloudEvent.Reading reading) {
    if (reading instanceof CloudEvent.Reading.Bad bad) {
      return new Part.Bad<>(Problems.of(bad.cause(), bad.detail()));
    }
    CloudEvent event = ((CloudEvent.Reading.Read) reading).event();
    return new Part.Good<>(
        new SubmittedEvent(
            Optional.of(event.id()),
            event.partitionKey(),
            event.time(),
            event.dataType(),
            event.data(),
            TraceContexts.read(
                event.extension(TraceContexts.PARENT), event.extension(TraceContexts.STATE))));
  }

  /** Header fields hold ASCII only; everything else comes as %XX of its UTF-8. Empty if not. */
  private static Optional<String> percentDecoded(String value) {
    if (!ISO_8859_1.newEncoder().canEncode(value)) {
      return Optional.empty();
    }
    byte[] raw = value.getBytes(ISO_8859_1);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      decoded.write(low >= 0 ? high << 4 | low : raw[i]);
      i += low >= 0 ? 2 : 0;
    }
    return StrictUtf8.text(ByteBuffer.wrap(decoded.toByteArray()));
  }

  private static Problem malformed(StrictJson.Result.Malformed malformed) {
    return Problems.of(Cause.MALFORMED_JSON, "the body is not strict JSON: " + malformed.reason());
  }

  private static Problem invalid(String detail) {
    return Problems.of(Cause.INVALID_FIELD, detail);
  }
}
