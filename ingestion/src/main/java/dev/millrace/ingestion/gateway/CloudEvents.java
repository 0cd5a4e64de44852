package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads CloudEvents.
 *
 * <p><i>Shape</i>: the id is the event's id, alone and without {@code source}; {@code time} when it
 * occurred, {@code partitionkey} the ordering key; the data is the event, byte for byte as it
 * stands in the body.
 *
 * <p><i>Source</i>: CloudEvents 1.0.2: JSON event format, HTTP protocol binding, partitioning
 * extension.
 */
final class CloudEvents {

  /** The batch and the events in it; their data stays closed. */
  private static final int BATCH_LEVELS = 2;

  private CloudEvents() {}

  /** One event in structured mode. */
  static Submission<SubmittedEvent> structured(byte[] body) {
    StrictJson.Result result = StrictJson.read(whole(body), BATCH_LEVELS - 1);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      return new Submission.Unreadable<>(malformed(malformed));
    }
    return new Submission.Single<>(event(((StrictJson.Result.Valid) result).value()));
  }

  /** A batch of events in structured mode. */
  static Submission<SubmittedEvent> batch(byte[] body) {
    StrictJson.Result result = StrictJson.read(whole(body), BATCH_LEVELS);
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
    batch.items().forEach(item -> parts.add(event(item)));
    return new Submission.Batch<>(parts, List.of());
  }

  /** One event in binary mode: its attributes are header fields. */
  static Part<SubmittedEvent> binary(HttpCall call) {
    Function<String, Optional<String>> attributes =
        name -> call.header("ce-" + name).map(CloudEvents::percentDecoded);
    return event(attributes, call.mediaType(), Optional.of(call.body()));
  }

  private static Part<SubmittedEvent> event(JsonValue value) {
    if (!(value instanceof JsonValue.Fields event)) {
      return bad("a CloudEvent is a JSON object");
    }
    Function<String, Optional<String>> attributes =
        name -> event.member(name).filter(JsonValue.Text.class::isInstance).map(JsonValue::text);
    Optional<byte[]> data;
    try {
      data =
          event.member("data_base64").isPresent()
              ? attributes.apply("data_base64").map(Base64.getDecoder()::decode)
              : event.member("data").map(found -> found.slice().bytes());
    } catch (IllegalArgumentException e) {
      return bad("the CloudEvent's data_base64 is not base64");
    }
    return event(attributes, attributes.apply("datacontenttype").orElse(EventBodies.JSON), data);
  }

  private static Part<SubmittedEvent> event(
      Function<String, Optional<String>> attributes, String type, Optional<byte[]> data) {
    if (!attributes.apply("specversion").equals(Optional.of("1.0"))) {
      return bad("the CloudEvent's specversion is not 1.0");
    }
    for (String required : List.of("id", "source", "type")) {
      if (attributes.apply(required).filter(text -> !text.isEmpty()).isEmpty()) {
        return bad("the CloudEvent has no " + required);
      }
    }
    if (data.isEmpty()) {
      return bad("the CloudEvent has no data");
    }
    Optional<Instant> time;
    try {
      time = attributes.apply("time").map(Times::parse);
    } catch (DateTimeException e) {
      return bad("the CloudEvent's time is not in RFC 3339");
    }
    return new Part.Good<>(
        new SubmittedEvent(
            attributes.apply("id"), attributes.apply("partitionkey"), time, type, data.get()));
  }

  /** Header fields hold ASCII only; everything else comes as %XX of its UTF-8. */
  private static String percentDecoded(String value) {
    byte[] raw = value.getBytes(ISO_8859_1);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      decoded.write(low >= 0 ? high << 4 | low : raw[i]);
      i += low >= 0 ? 2 : 0;
    }
    return decoded.toString(UTF_8);
  }

  private static Slice whole(byte[] body) {
    return new Slice(body, 0, body.length);
  }

  private static Problem malformed(StrictJson.Result.Malformed malformed) {
    return Problems.of(Cause.MALFORMED_JSON, "the body is not strict JSON: " + malformed.reason());
  }

  private static Problem invalid(String detail) {
    return Problems.of(Cause.INVALID_FIELD, detail);
  }

  private static Part<SubmittedEvent> bad(String detail) {
    return new Part.Bad<>(invalid(detail));
  }
}
