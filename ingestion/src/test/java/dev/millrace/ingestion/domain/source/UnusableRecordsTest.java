package dev.millrace.ingestion.domain.source;

import static dev.millrace.ingestion.domain.source.SourceRecords.MESSAGE;
import static dev.millrace.ingestion.domain.source.SourceRecords.NOW;
import static dev.millrace.ingestion.domain.source.SourceRecords.STRUCTURED;
import static dev.millrace.ingestion.domain.source.SourceRecords.WRITTEN;
import static dev.millrace.ingestion.domain.source.SourceRecords.event;
import static dev.millrace.ingestion.domain.source.SourceRecords.header;
import static dev.millrace.ingestion.domain.source.SourceRecords.reader;
import static dev.millrace.ingestion.domain.source.SourceRecords.record;
import static dev.millrace.ingestion.domain.source.SourceRecords.source;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader says of records that make no event, and the letters that hold them. */
class UnusableRecordsTest {

  @ParameterizedTest
  @MethodSource
  void setsAsideWhatCannotBeUsed(
      Source source, SourceRecord record, Cause cause, String detail, @Nullable String tenant) {
    SourceReading reading = reader(source).read(record, NOW);

    assertThat(reading)
        .isEqualTo(new SourceReading.Unusable(cause, detail, Optional.ofNullable(tenant)));
  }

  static Stream<Arguments> setsAsideWhatCannotBeUsed() {
    Source json = source(SourceFormat.JSON, "/id", "/key", "/account", "/at");
    Source events = source(SourceFormat.CLOUDEVENTS, "/id", null, null, null);
    return Stream.of(
        argumentSet(
            "deletion",
            json,
            record(Optional.empty()),
            Cause.UNREADABLE,
            "the record has no value: a deletion is no event, so nothing is asked of the model",
            null),
        argumentSet(
            "no JSON",
            source(SourceFormat.JSON, "/id", null, null, null),
            record("{\"id\":1,}"),
            Cause.MALFORMED_JSON,
            "the value is not strict JSON: a name in quotes is missing at line 1, byte 9",
            "default"),
        argumentSet(
            "no tenant",
            json,
            record("{\"id\":1}"),
            Cause.INVALID_FIELD,
            "the record has no tenant, a string or a number, at /account",
            null),
        argumentSet(
            "bad tenant",
            json,
            record("{\"id\":1,\"key\":1,\"account\":\"\\u0000\"}"),
            Cause.INVALID_FIELD,
            "the tenant holds a control character: give one without",
            null),
        argumentSet(
            "long tenant",
            json,
            record("{\"id\":1,\"key\":1,\"account\":\"" + "t".repeat(2_000_000) + "\"}"),
            Cause.INVALID_FIELD,
            "the tenant has 2000000 characters: give one of at most 256",
            null),
        argumentSet(
            "no id",
            json,
            record("{\"id\":null,\"account\":\"a\"}"),
            Cause.INVALID_FIELD,
            "the record has no id, a string or a number, at /id",
            "a"),
        argumentSet(
            "id that is no name",
            json,
            record("{\"id\":{\"a\":1},\"account\":\"a\"}"),
            Cause.INVALID_FIELD,
            "the record has no id, a string or a number, at /id",
            "a"),
        argumentSet(
            "no key",
            json,
            record("{\"id\":1,\"account\":\"a\"}"),
            Cause.INVALID_FIELD,
            "the record has no ordering key, a string or a number, at /key",
            "a"),
        argumentSet(
            "long id",
            json,
            record("{\"id\":\"" + "i".repeat(257) + "\",\"key\":1,\"account\":\"a\"}"),
            Cause.INVALID_FIELD,
            "the id has 257 characters: give one of at most 256",
            "a"),
        argumentSet(
            "bad time",
            json,
            record("{\"id\":1,\"key\":1,\"account\":\"a\",\"at\":\"noon\"}"),
            Cause.INVALID_FIELD,
            "the time at /at can be read neither as RFC 3339 nor as milliseconds since 1970",
            "a"),
        argumentSet(
            "seconds with a fraction",
            json,
            record("{\"id\":1,\"key\":1,\"account\":\"a\",\"at\":1.5}"),
            Cause.INVALID_FIELD,
            "the time at /at can be read neither as RFC 3339 nor as milliseconds since 1970",
            "a"),
        argumentSet(
            "too large",
            source(SourceFormat.JSON, "/id", null, null, null),
            record("\"" + "x".repeat(3 * 1024 * 1024) + "\""),
            Cause.TOO_LARGE,
            "the value has 3145730 bytes as JSON, at most 3145728 can be taken in",
            "default"),
        argumentSet(
            "unreadable Avro",
            source(SourceFormat.AVRO, "/id", null, null, null),
            record("?"),
            Cause.UNREADABLE,
            "not Avro",
            "default"),
        argumentSet(
            "no CloudEvent",
            events,
            record("{}"),
            Cause.INVALID_FIELD,
            "the record is no CloudEvent: it has neither the content-type"
                + " application/cloudevents+json nor a header ce_specversion",
            "default"),
        argumentSet(
            "CloudEvents in a format of their own",
            events,
            record("x", header("content-type", "application/cloudevents+protobuf")),
            Cause.UNSUPPORTED_CONTENT_TYPE,
            "the CloudEvent is not one in the JSON event format: send it as"
                + " application/cloudevents+json",
            "default"),
        argumentSet(
            "CloudEvent whose id is Latin-1",
            events,
            record(
                "{}",
                header("ce_specversion", "1.0"),
                new RecordHeader("ce_id", ByteBuffer.wrap("M\u00fcller".getBytes(ISO_8859_1))),
                header("ce_source", "/s"),
                header("ce_type", "t")),
            Cause.INVALID_FIELD,
            "a header of the CloudEvent, content-type or one that begins with ce_, is not UTF-8:"
                + " write it as such",
            "default"),
        argumentSet(
            "malformed CloudEvent",
            events,
            record("{", STRUCTURED),
            Cause.MALFORMED_JSON,
            "the CloudEvent is not strict JSON: a name in quotes is missing at line 1, byte 2",
            "default"),
        argumentSet(
            "CloudEvent without type",
            events,
            record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"}", STRUCTURED),
            Cause.INVALID_FIELD,
            "the CloudEvent has no type",
            "default"),
        argumentSet(
            "CloudEvent with text",
            events,
            record(
                MESSAGE.replace("\"data\":", "\"datacontenttype\":\"text/plain\",\"data\":"),
                STRUCTURED),
            Cause.UNSUPPORTED_CONTENT_TYPE,
            "the CloudEvent's data is not JSON: send it as application/json",
            "default"));
  }

  @Test
  void lettersHoldTheRecordAsItWas() {
    SourceReader reader = reader(source(SourceFormat.JSON, "/id", null, null, null));
    SourceRecord record = record("{", header("h", "v"));
    SourceReading.Unusable reason = (SourceReading.Unusable) reader.read(record, NOW);

    DeadLetter letter = reader.letter(record, reason, NOW);

    assertThat(letter.getStage()).isEqualTo(Stage.INGESTION);
    assertThat(letter.getCause()).isEqualTo("MALFORMED_JSON");
    assertThat(letter.getTenant()).isEqualTo("default");
    assertThat(letter.getPipeline()).isEqualTo("letters");
    assertThat(letter.getSpecRevision()).isEqualTo(3);
    assertThat(letter.getTopic()).isEqualTo("tickets");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(7);
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap("k".getBytes(UTF_8)));
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap("{".getBytes(UTF_8)));
    assertThat(letter.getHeaders()).containsExactly(header("h", "v"));
    assertThat(letter.getFailedAt()).isEqualTo(NOW);
  }

  @Test
  void lettersOfLargeRecordsSayWhereTheyStand() {
    SourceReader reader = reader(source(SourceFormat.JSON, "/id", null, null, null));
    SourceRecord record = record("x".repeat(3_600_000));

    DeadLetter letter =
        reader.letter(record, (SourceReading.Unusable) reader.read(record, NOW), NOW);

    assertThat(letter.getValue()).isNull();
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getDetail()).endsWith("find the original at its topic, partition and offset");
    assertThat(SourceRecord.of(letter)).isEmpty();
  }

  @Test
  void aLetterCanBeReadAgain() {
    SourceReader strict = reader(source(SourceFormat.JSON, "/no", null, null, null));
    SourceRecord record = record("{\"id\":1}");
    DeadLetter letter =
        strict.letter(record, (SourceReading.Unusable) strict.read(record, NOW), WRITTEN);

    SourceRecord again = SourceRecord.of(letter).orElseThrow();
    SourceReading.Event mended = event(source(SourceFormat.JSON, "/id", null, null, null), again);

    assertThat(mended.event())
        .isEqualTo(event(source(SourceFormat.JSON, "/id", null, null, null), record).event());
  }
}
