package dev.millrace.ingestion.domain.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of a producer's own topic, and what their reader makes of them. */
final class SourceRecords {

  static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
  static final RecordOrigin ORIGIN = new RecordOrigin("tickets", 2, 7L);
  static final String MESSAGE =
      "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t\","
          + "\"partitionkey\":\"p\",\"time\":\"2026-01-02T03:04:05Z\",\"account\":\"acme\","
          + "\"data\":{\"text\" : 1.00, \"who\":{\"no\":5}}}";
  static final RecordHeader STRUCTURED =
      header("content-type", "application/cloudevents+json; charset=utf-8");

  private SourceRecords() {}

  static SourceReading.Event event(Source source, SourceRecord record) {
    SourceReading reading = reader(source).read(record, NOW);
    assertThat(reading).isInstanceOf(SourceReading.Event.class);
    return (SourceReading.Event) reading;
  }

  /** Takes JSON for Avro, and a question mark for what is none. */
  static SourceReader reader(Source source) {
    PipelineSpec spec = Specs.letters();
    spec.setSource(source);
    return new SourceReader(
        spec,
        (record, value) ->
            value[0] == '?'
                ? new AvroText.Reading.Bad("not Avro")
                : new AvroText.Reading.Read(value));
  }

  static Source source(
      SourceFormat format,
      String id,
      @Nullable String key,
      @Nullable String tenant,
      @Nullable String time) {
    return new Source("tickets", format, id, key, tenant, time, SourceStart.BEGINNING);
  }

  static SourceRecord record(String value, RecordHeader... headers) {
    return record(Optional.of(value.getBytes(UTF_8)), headers);
  }

  static SourceRecord record(Optional<byte[]> value, RecordHeader... headers) {
    return new SourceRecord(
        new FailedRecord(ORIGIN, Optional.of("k".getBytes(UTF_8)), value, List.of(headers)),
        WRITTEN);
  }

  static RecordHeader header(String name, String value) {
    return new RecordHeader(name, ByteBuffer.wrap(value.getBytes(UTF_8)));
  }
}
