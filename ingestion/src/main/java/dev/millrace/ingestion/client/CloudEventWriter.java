package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes an event as a CloudEvent 1.0 in structured mode, its trace as the distributed tracing
 * extension has it.
 *
 * <p><i>Shape</i>: a payload that is one JSON value stands in {@code data} byte for byte. Anything
 * else goes as {@code data_base64}: the gateway refuses it as it deserves, and the events beside it
 * are not touched.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class CloudEventWriter {

  private static final byte[] DATA = ",\"data\":".getBytes(UTF_8);
  private static final String JSON_TYPE = "application/json";

  /** Bytes of the attributes, mostly. */
  private static final int ATTRIBUTES_BYTES = 256;

  private final JsonFactory json =
      JsonFactory.builder()
          // A payload in UTF-16 is JSON to Jackson, but not within a body in UTF-8.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  /**
   * The event's part of the body.
   *
   * @param named what it is named by, beside the id
   * @param payload its own, encoded
   * @throws IllegalArgumentException where the id or the key is not text
   */
  byte[] write(String id, Event<?> named, byte[] payload) {
    boolean isJson = isOneValue(payload);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + ATTRIBUTES_BYTES);
    try (JsonGenerator event = json.createGenerator(bytes)) {
      event.writeStartObject();
      event.writeStringField("specversion", "1.0");
      event.writeStringField("id", id);
      event.writeStringField("source", "/millrace/producer");
      event.writeStringField("type", "dev.millrace.event");
      event.writeStringField("datacontenttype", JSON_TYPE);
      if (named.occurredAt().isPresent()) {
        event.writeStringField("time", named.occurredAt().get().toString());
      }
      if (named.key().isPresent()) {
        event.writeStringField("partitionkey", named.key().get());
      }
      if (named.traceparent().isPresent()) {
        event.writeStringField("traceparent", named.traceparent().get());
      }
      if (isJson) {
        event.flush();
        bytes.writeBytes(DATA);
        bytes.writeBytes(payload);
      } else {
        event.writeBinaryField("data_base64", payload);
      }
      event.writeEndObject();
    } catch (IOException e) {
      throw new IllegalArgumentException("the id or the key of the event is not text", e);
    }
    return bytes.toByteArray();
  }

  private boolean isOneValue(byte[] payload) {
    try (JsonParser parser = json.createParser(payload)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
