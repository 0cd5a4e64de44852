package dev.millrace.ingestion.domain.source;

import static dev.millrace.ingestion.domain.source.SourceRecords.MESSAGE;
import static dev.millrace.ingestion.domain.source.SourceRecords.NOW;
import static dev.millrace.ingestion.domain.source.SourceRecords.ORIGIN;
import static dev.millrace.ingestion.domain.source.SourceRecords.STRUCTURED;
import static dev.millrace.ingestion.domain.source.SourceRecords.WRITTEN;
import static dev.millrace.ingestion.domain.source.SourceRecords.event;
import static dev.millrace.ingestion.domain.source.SourceRecords.header;
import static dev.millrace.ingestion.domain.source.SourceRecords.record;
import static dev.millrace.ingestion.domain.source.SourceRecords.source;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.ingestion.Specs;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SourceReaderTest {

  @Test
  void makesAnEventOfJsonByteForByte() {
    String text =
        " {\"ticket\":{\"no\": 42},\"customer\":\"c7\",\"account\":\"acme\",\n"
            + "\"at\":\"2026-01-02T03:04:05+01:00\"}";
    Source source = source(SourceFormat.JSON, "/ticket/no", "/customer", "/account", "/at");

    SourceReading.Event read = event(source, record(text));

    assertThat(read.key()).isEqualTo("c7");
    RawEvent event = read.event();
    assertThat(event.getId()).isEqualTo("42");
    assertThat(event.getTenant()).isEqualTo("acme");
    assertThat(event.getPipeline()).isEqualTo("letters");
    assertThat(event.getOccurredAt()).isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
    assertThat(event.getReceivedAt()).isEqualTo(NOW);
    assertThat(event.getContentType()).isEqualTo("application/json");
    assertThat(event.getSource()).isEqualTo(ORIGIN);
    assertThat(payload(event)).isEqualTo(text);
  }

  @Test
  void goesByIdDefaultTenantAndTimestampWhereTheSourceNamesNothingElse() {
    SourceReading.Event read =
        event(source(SourceFormat.JSON, "/id", null, null, null), record("{\"id\":\"x\"}"));

    assertThat(read.key()).isEqualTo("x");
    assertThat(read.event().getTenant()).isEqualTo("default");
    assertThat(read.event().getOccurredAt()).isEqualTo(WRITTEN);
  }

  @ParameterizedTest
  @MethodSource
  void readsTimesAsTheyAreWritten(String written, Instant time) {
    Source source = source(SourceFormat.JSON, "/id", null, null, "/at");

    RawEvent event = event(source, record("{\"id\":1,\"at\":" + written + "}")).event();

    assertThat(event.getOccurredAt()).isEqualTo(time);
  }

  static Stream<Arguments> readsTimesAsTheyAreWritten() {
    return Stream.of(
        argumentSet("text", "\"2026-01-02T03:04:05.006Z\"", Instant.ofEpochMilli(1767323045006L)),
        argumentSet("milliseconds", "1767323045006", Instant.ofEpochMilli(1767323045006L)),
        argumentSet("none", "null", WRITTEN));
  }

  @Test
  void knowsNoTimeWhereTheRecordHasNoneEither() {
    SourceRecord timeless =
        new SourceRecord(record("{\"id\":1}").original(), Instant.ofEpochMilli(-1));

    RawEvent event = event(source(SourceFormat.JSON, "/id", null, null, null), timeless).event();

    assertThat(event.getOccurredAt()).isNull();
  }

  @Test
  void takesTheDataOfAStructuredCloudEvent() {
    SourceReading.Event read =
        event(
            source(SourceFormat.CLOUDEVENTS, "/id", null, "/account", null),
            record(MESSAGE, STRUCTURED));

    assertThat(read.key()).isEqualTo("p");
    assertThat(read.event().getId()).isEqualTo("e1");
    assertThat(read.event().getTenant()).isEqualTo("acme");
    assertThat(read.event().getOccurredAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(payload(read.event())).isEqualTo("{\"text\" : 1.00, \"who\":{\"no\":5}}");
  }

  @Test
  void takesTheDataOfABinaryCloudEvent() {
    SourceReading.Event read =
        event(
            source(SourceFormat.CLOUDEVENTS, "/id", "/data/who/no", "/ten", "/time"),
            record(
                "{\"who\":{\"no\":5}}",
                header("ce_specversion", "1.0"),
                header("ce_id", "gr\u00f6\u00dfer"),
                header("ce_source", "/s"),
                header("ce_type", "t"),
                header("ce_time", "2026-01-02T03:04:05Z"),
                header("ce_ten", "acme"),
                new RecordHeader("other", ByteBuffer.wrap("M\u00fcller".getBytes(ISO_8859_1)))));

    assertThat(read.key()).isEqualTo("5");
    assertThat(read.event().getId()).isEqualTo("gr\u00f6\u00dfer");
    assertThat(read.event().getTenant()).isEqualTo("acme");
    assertThat(read.event().getOccurredAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(payload(read.event())).isEqualTo("{\"who\":{\"no\":5}}");
  }

  @Test
  void readsTheJsonThatAvroIsShownAs() {
    RawEvent event =
        event(source(SourceFormat.AVRO, "/id", null, null, null), record("{\"id\":9}")).event();

    assertThat(event.getId()).isEqualTo("9");
  }

  @Test
  void refusesPipelinesWithoutASource() {
    assertThatThrownBy(
            () ->
                new SourceReader(Specs.letters(), (record, value) -> new AvroText.Reading.Bad("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("letters has no topic of its own");
  }

  private static String payload(RawEvent event) {
    return UTF_8.decode(event.getPayload().duplicate()).toString();
  }
}
