package dev.millrace.ingestion.domain.cloudevent;

import dev.millrace.schemas.Cause;
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
  public static CloudEvent.Reading read(Map<String, String> headers, byte[] value) {
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
