package dev.millrace.ingestion.domain.cloudevent;

import dev.millrace.ingestion.domain.StrictUtf8;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * CloudEvents in Kafka records, in structured and in binary mode.
 *
 * <p><i>Source</i>: CloudEvents 1.0.2, Kafka protocol binding.
 */
public final class KafkaBinding {

  private static final String CONTENT_TYPE = "content-type";
  private static final String CLOUDEVENTS = "application/cloudevents";
  private static final String ATTRIBUTE = "ce_";

  private KafkaBinding() {}

  /**
   * Reads a record.
   *
   * @param headers by their names in lower case
   */
  public static CloudEvent.Reading read(Map<String, byte[]> headers, byte[] value) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> header : headers.entrySet()) {
      String name = header.getKey();
      if (name.equals(CONTENT_TYPE) || name.startsWith(ATTRIBUTE)) {
        Optional<String> text = StrictUtf8.text(ByteBuffer.wrap(header.getValue()));
        if (text.isEmpty()) {
          return new CloudEvent.Reading.Bad(
              Cause.INVALID_FIELD,
              "a header of the CloudEvent, content-type or one that begins with ce_, is not UTF-8:"
                  + " write it as such");
        }
        texts.put(name, text.get());
      }
    }
    return ofTexts(texts, value);
  }

  private static CloudEvent.Reading ofTexts(Map<String, String> headers, byte[] value) {
    Optional<String> type = Optional.ofNullable(headers.get(CONTENT_TYPE));
    String mode = type.orElse("").toLowerCase(Locale.ROOT);
    if (mode.startsWith(CLOUDEVENTS)) {
      return mode.startsWith(CLOUDEVENTS + "+json")
          ? CloudEvent.structured(value)
          : new CloudEvent.Reading.Bad(
              Cause.UNSUPPORTED_CONTENT_TYPE,
              "the CloudEvent is not one in the JSON event format: send it as"
                  + " application/cloudevents+json");
    }
    if (!headers.containsKey(ATTRIBUTE + "specversion")) {
      return new CloudEvent.Reading.Bad(
          Cause.INVALID_FIELD,
          "the record is no CloudEvent: it has neither the content-type"
              + " application/cloudevents+json nor a header ce_specversion");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    headers.forEach(
        (name, text) -> {
          if (name.startsWith(ATTRIBUTE)) {
            attributes.put(name.substring(ATTRIBUTE.length()), text);
          }
        });
    return CloudEvent.binary(attributes, type, value);
  }
}
