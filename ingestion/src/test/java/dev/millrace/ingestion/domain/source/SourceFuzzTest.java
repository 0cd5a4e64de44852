package dev.millrace.ingestion.domain.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.SourceFormat;
import dev.millrace.schemas.testing.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a producer writes to its own topic, it becomes an event or a letter that says why. */
class SourceFuzzTest {

  @Test
  void readsRecordsOrSaysWhyNot() {
    check(
        SourceFormat.JSON,
        "{\"id\":1.5e3,\"who\":{\"no\":5},\"account\":\"acme\",\"at\":\"2026-01-02T03:04:05Z\"}",
        "{\"id\":\"größer\",\"who\":{\"no\":\"k\"},\"account\":true,\"at\":1767225600000}");
    check(SourceFormat.CLOUDEVENTS, SourceRecords.MESSAGE);
  }

  private static void check(SourceFormat format, String... good) {
    boolean events = format == SourceFormat.CLOUDEVENTS;
    SourceReader reader =
        SourceRecords.reader(
            SourceRecords.source(
                format,
                "/id",
                events ? "/data/who/no" : "/who/no",
                "/account",
                events ? "/time" : "/at"));
    Fuzz.ofTexts("source of " + format, good)
        .with("1e999999999", "-0", "0.1e1", "9223372036854775808", "null", "\"\"", "\\u0000", "[]")
        .with("+999999999-12-31T23:59:59Z", "253402300800000", "-1", "true")
        .holds(
            input -> {
              SourceRecord record =
                  events
                      ? SourceRecords.record(Optional.of(input), SourceRecords.STRUCTURED)
                      : SourceRecords.record(Optional.of(input));
              SourceReading reading = reader.read(record, SourceRecords.NOW);
              if (reading instanceof SourceReading.Event event) {
                assertThat(event.event().getTenant()).isNotEmpty();
                assertThat(event.key().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
              } else {
                SourceReading.Unusable unusable = (SourceReading.Unusable) reading;
                assertThat(reader.letter(record, unusable, SourceRecords.NOW).getDetail())
                    .isNotBlank();
              }
            });
  }
}
