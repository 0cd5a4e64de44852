package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.json.StrictJson;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the bodies in which events come.
 *
 * <p><i>Shape</i>: one JSON value; NDJSON, a value a line, blank lines passed over; CloudEvents 1.0
 * in structured mode, one or a batch. JSON and NDJSON payloads keep their bytes; the data of a
 * CloudEvent is written anew, compactly.
 *
 * <p><i>Source</i>: RFC 8259; ndjson-spec 1.0; CloudEvents 1.0, JSON format and HTTP binding.
 */
final class EventBodies {

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String CLOUDEVENT = "application/cloudevents+json";
  static final String CLOUDEVENTS = "application/cloudevents-batch+json";

  /** Long enough for every id in use, short enough for a key. */
  private static final int MAX_ID_CHARACTERS = 256;

  private EventBodies() {}

  /** The events of a body, in order; a single problem where the body as a whole cannot be read. */
  static List<ReadEvent> read(HttpCall call) {
    return switch (call.mediaType()) {
      case JSON -> List.of(json(call.body(), call.queryValue("id"), call.queryValue("key")));
      case NDJSON -> ndjson(call.body());
      case CLOUDEVENT -> List.of(value(call.body(), EventBodies::cloudEvent));
      case CLOUDEVENTS -> cloudEvents(call.body());
      default ->
          List.of(
              bad(
                  415,
                  "UNSUPPORTED_CONTENT_TYPE",
                  "the content type is none of "
                      + String.join(", ", JSON, NDJSON, CLOUDEVENT, CLOUDEVENTS)));
    };
  }

  private static ReadEvent json(byte[] payload, Optional<String> id, Optional<String> key) {
    return value(payload, node -> event(id, key, Optional.empty(), payload));
  }

  private static List<ReadEvent> ndjson(byte[] body) {
    List<ReadEvent> events = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        byte[] line = Arrays.copyOfRange(body, begin, i);
        if (!new String(line, UTF_8).isBlank()) {
          events.add(json(line, Optional.empty(), Optional.empty()));
        }
        begin = i + 1;
      }
    }
    return events.isEmpty() ? List.of(bad(400, "MALFORMED_JSON", "the body has no line")) : events;
  }

  private static List<ReadEvent> cloudEvents(byte[] body) {
    StrictJson.Parsed parsed = StrictJson.parse(body);
    if (parsed instanceof StrictJson.Parsed.Malformed malformed) {
      return List.of(bad(400, "MALFORMED_JSON", malformed.reason()));
    }
    JsonNode batch = ((StrictJson.Parsed.Value) parsed).node();
    if (!batch.isArray()) {
      return List.of(bad(400, "INVALID_FIELD", "a batch of CloudEvents is a JSON array"));
    }
    List<ReadEvent> events = new ArrayList<>();
    batch.forEach(node -> events.add(cloudEvent(node)));
    return events;
  }

  private static ReadEvent cloudEvent(JsonNode node) {
    if (!node.isObject() || !node.path("specversion").asText().equals("1.0")) {
      return bad(400, "INVALID_FIELD", "a CloudEvent is a JSON object with specversion 1.0");
    }
    for (String attribute : List.of("id", "source", "type")) {
      if (!node.path(attribute).isTextual() || node.path(attribute).asText().isEmpty()) {
        return bad(400, "INVALID_FIELD", "the CloudEvent has no " + attribute);
      }
    }
    Optional<Instant> time;
    try {
      time = optional(node, "time").map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return bad(400, "INVALID_FIELD", "the CloudEvent's time is not in RFC 3339");
    }
    String type = optional(node, "datacontenttype").orElse(JSON);
    if (!type.toLowerCase(java.util.Locale.ROOT)
        .matches("application/([a-z0-9.-]+\\+)?json(;.*)?")) {
      return bad(415, "UNSUPPORTED_CONTENT_TYPE", "the CloudEvent's datacontenttype is not JSON");
    }
    Optional<String> id = optional(node, "id");
    Optional<String> key = optional(node, "partitionkey");
    if (node.has("data_base64")) {
      byte[] data;
      try {
        data = Base64.getDecoder().decode(node.path("data_base64").asText());
      } catch (IllegalArgumentException e) {
        return bad(400, "INVALID_FIELD", "the CloudEvent's data_base64 is not base64");
      }
      return value(data, parsed -> event(id, key, time, data));
    }
    if (!node.has("data")) {
      return bad(400, "INVALID_FIELD", "the CloudEvent has no data");
    }
    return event(id, key, time, node.get("data").toString().getBytes(UTF_8));
  }

  private static ReadEvent event(
      Optional<String> id, Optional<String> key, Optional<Instant> time, byte[] payload) {
    for (Optional<String> name : List.of(id, key)) {
      if (name.isPresent() && !isName(name.get())) {
        return bad(
            400,
            "INVALID_FIELD",
            "ids and keys have 1 to "
                + MAX_ID_CHARACTERS
                + " characters, none of them a control character");
      }
    }
    return new ReadEvent.Good(new IncomingEvent(id, key, time, JSON, payload));
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ID_CHARACTERS
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static ReadEvent value(
      byte[] bytes, java.util.function.Function<JsonNode, ReadEvent> then) {
    StrictJson.Parsed parsed = StrictJson.parse(bytes);
    if (parsed instanceof StrictJson.Parsed.Malformed malformed) {
      return bad(400, "MALFORMED_JSON", malformed.reason());
    }
    return then.apply(((StrictJson.Parsed.Value) parsed).node());
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return node.path(name).isTextual() ? Optional.of(node.path(name).asText()) : Optional.empty();
  }

  private static ReadEvent bad(int status, String code, String detail) {
    return new ReadEvent.Bad(new Problem(status, code, detail));
  }
}
