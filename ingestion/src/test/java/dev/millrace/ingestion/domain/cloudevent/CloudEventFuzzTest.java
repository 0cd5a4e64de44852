package dev.millrace.ingestion.domain.cloudevent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes as a CloudEvent is read, or refused with what is wrong. */
class CloudEventFuzzTest {

  private static final String STRUCTURED =
      "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t\","
          + "\"time\":\"2026-01-02T03:04:05Z\",\"partitionkey\":\"p\",\"data\":{\"a\":[1]}}";

  @Test
  void readsStructuredOnes() {
    Fuzz.ofTexts("structured CloudEvent", STRUCTURED, STRUCTURED.replace("\"data\":", "\"x\":"))
        .with(
            "\"data_base64\":\"AAEC\"", "\"data_base64\":[1]", "\"data\":null", "null", "\"id\":1")
        .with("0000-00-00T00:00:00Z", "+999999999-12-31T23:59:59Z", "23:59:60", "\"specversion\":1")
        .holds(input -> check(CloudEvent.structured(input)));
  }

  /** Headers a line each; an empty line, and the value behind it. */
  @Test
  void readsThoseOfKafka() {
    Fuzz.ofTexts(
            "CloudEvent in a record",
            "content-type:application/cloudevents+json\n\n" + STRUCTURED,
            "content-type:application/json\nce_specversion:1.0\nce_id:e1\nce_source:/s\nce_type:t\n"
                + "ce_time:2026-01-02T03:04:05Z\ntraceparent:00-0-0-0\n\n{\"a\":1}")
        .with("ce_", "ce_data:", "ce_data_base64:", "ce_datacontenttype:", "\u00ff", "\n\n", ":")
        .with("application/cloudevents-batch+json", "application/cloudevents+avro")
        .holds(
            input -> {
              String text = new String(input, ISO_8859_1);
              int end = text.indexOf("\n\n");
              Map<String, byte[]> headers = new LinkedHashMap<>();
              (end < 0 ? text : text.substring(0, end))
                  .lines()
                  .forEach(
                      line -> {
                        int colon = Math.max(0, line.indexOf(':'));
                        headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon).replaceFirst(":", "").getBytes(ISO_8859_1));
                      });
              byte[] value = end < 0 ? new byte[0] : text.substring(end + 2).getBytes(ISO_8859_1);
              check(KafkaBinding.read(headers, value));
            });
  }

  /** One that was read can be asked for all that it has; what was refused says why. */
  private static void check(CloudEvent.Reading reading) {
    if (reading instanceof CloudEvent.Reading.Read read) {
      CloudEvent event = read.event();
      assertThat(event.id()).isNotEmpty();
      assertThat(event.time()).isNotNull();
      assertThat(event.partitionKey()).isNotNull();
      assertThat(event.dataType().getBytes(UTF_8)).isNotNull();
    } else {
      assertThat(((CloudEvent.Reading.Bad) reading).detail()).isNotBlank();
    }
  }
}
