package dev.millrace.ingestion.domain.cloudevent;

import dev.millrace.ingestion.domain.Times;
import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.schemas.Cause;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A CloudEvent, whichever way it came.
 *
 * <p><i>Shape</i>: the id is the event's id, alone and without {@code source}; {@code time} when it
 * occurred, {@code partitionkey} the ordering key; the data is the event, byte for byte as it came.
 * An event that does not say what its data is has JSON.
 *
 * <p><i>Source</i>: CloudEvents 1.0.2: JSON event format, partitioning extension.
 *
 * @param attributes context attributes and extensions by name, in the order they came
 * @param data without the encoding that a mode put around it
 */
public record CloudEvent(Map<String, JsonValue> attributes, byte[] data) {

  private static final String JSON = "application/json";
  private static final String DATA = "data";
  private static final String DATA_BASE64 = "data_base64";
  private static final String DATA_TYPE = "datacontenttype";

  /** What reading gives. */
  public sealed interface Reading {

    /** It is a CloudEvent. */
    record Read(CloudEvent event) implements Reading {}

    /**
     * It is none that can be used.
     *
     * @param detail what is wrong and what to do, without content
     */
    record Bad(Cause cause, String detail) implements Reading {}
  }

  public CloudEvent {
    attributes = Collections.unmodifiableMap(attributes);
  }

  /** Reads one in structured mode. */
  public static Reading structured(byte[] text) {
    StrictJson.Result result = StrictJson.read(new Slice(text, 0, text.length), 1);
    return result instanceof StrictJson.Result.Malformed malformed
        ? new Reading.Bad(
            Cause.MALFORMED_JSON, "the CloudEvent is not strict JSON: " + malformed.reason())
        : structured(((StrictJson.Result.Valid) result).value());
  }

  /** The same where it is taken apart already; its data may be unopened. */
  public static Reading structured(JsonValue value) {
    if (!(value instanceof JsonValue.Fields fields)) {
      return bad("a CloudEvent is a JSON object");
    }
    Map<String, JsonValue> attributes = new LinkedHashMap<>(fields.members());
    attributes.keySet().removeAll(Set.of(DATA, DATA_BASE64));
    attributes.values().removeIf(JsonValue.Nothing.class::isInstance);
    Optional<JsonValue> encoded = fields.member(DATA_BASE64);
    if (encoded.isEmpty()) {
      return checked(attributes, fields.member(DATA).map(data -> data.slice().bytes()));
    }
    try {
      return checked(attributes, encoded.map(JsonValue::text).map(Base64.getDecoder()::decode));
    } catch (IllegalArgumentException e) {
      return bad("the CloudEvent's data_base64 is not base64");
    }
  }

  /**
   * Takes one in binary mode.
   *
   * @param headers attributes by their names, without the prefix of the protocol
   * @param contentType what the data is, where the message says so
   */
  public static Reading binary(
      Map<String, String> headers, Optional<String> contentType, byte[] data) {
    Map<String, JsonValue> attributes = new LinkedHashMap<>();
    headers.forEach((name, value) -> attributes.put(name, JsonValue.Text.of(value)));
    attributes.remove(DATA_TYPE);
    contentType.ifPresent(type -> attributes.put(DATA_TYPE, JsonValue.Text.of(type)));
    return checked(attributes, Optional.of(data));
  }

  /** The producer's id. */
  public String id() {
    return text("id").orElseThrow();
  }

  /** The ordering key; nothing where the producer gives none. */
  public Optional<String> partitionKey() {
    return text("partitionkey");
  }

  /** When it occurred; nothing where the producer does not say. */
  public Optional<Instant> time() {
    return text("time").map(Times::parse);
  }

  /** Media type of the data. */
  public String dataType() {
    return text(DATA_TYPE).orElse(JSON);
  }

  /** The text of an extension; nothing where there is none. */
  public Optional<String> extension(String name) {
    return text(name);
  }

  /**
   * The value at a place of the structured form: attributes at the top, the data under {@code
   * /data}.
   *
   * @param opened the data, taken apart as deep as the pointer goes
   */
  public Optional<JsonValue> find(JsonPointer pointer, JsonValue opened) {
    List<String> names = pointer.names();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<String> rest = names.subList(1, names.size());
    if (names.get(0).equals(DATA)) {
      return new JsonPointer(rest).find(opened);
    }
    return rest.isEmpty() ? Optional.ofNullable(attributes.get(names.get(0))) : Optional.empty();
  }

  private static Reading checked(Map<String, JsonValue> attributes, Optional<byte[]> data) {
    CloudEvent event = new CloudEvent(attributes, data.orElseGet(() -> new byte[0]));
    if (!event.text("specversion").equals(Optional.of("1.0"))) {
      return bad("the CloudEvent's specversion is not 1.0");
    }
    for (String required : List.of("id", "source", "type")) {
      if (event.text(required).filter(text -> !text.isEmpty()).isEmpty()) {
        return bad("the CloudEvent has no " + required);
      }
    }
    for (String optional : List.of("time", "partitionkey", DATA_TYPE)) {
      if (attributes.containsKey(optional) && event.text(optional).isEmpty()) {
        return bad("the CloudEvent's " + optional + " is not a string");
      }
    }
    if (data.isEmpty()) {
      return bad("the CloudEvent has no data");
    }
    try {
      Optional<Instant> unused = event.time();
    } catch (DateTimeException e) {
      return bad("the CloudEvent's time is not in RFC 3339");
    }
    return new Reading.Read(event);
  }

  private static Reading bad(String detail) {
    return new Reading.Bad(Cause.INVALID_FIELD, detail);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(attributes.get(name))
        .filter(JsonValue.Text.class::isInstance)
        .map(JsonValue::text);
  }
}
