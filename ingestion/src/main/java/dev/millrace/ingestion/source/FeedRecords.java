package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.domain.source.SourceReading;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is written of what was read: a raw event or a dead letter of each record.
 *
 * <p><i>Failure</i>: {@link dev.millrace.schemas.registry.RegistryException} where the registry
 * cannot be reached.
 */
final class FeedRecords {

  /** All other headers stay behind: they may hold what must not leave ingestion. */
  private static final List<String> PASSED_ON = List.of("traceparent", "tracestate");

  /** <i>Source</i>: W3C Trace Context, 3.3.1.5: as much has to be propagated at least. */
  private static final int MAX_TRACE_BYTES = 512;

  private final AvroCodec<RawEvent> events;
  private final AvroCodec<DeadLetter> letters;
  private final BiFunction<PipelineSpec, DeadLetter, DeadLetter> seal;

  /**
   * Writes by the schemas of a registry.
   *
   * @param seal makes a letter safe to be kept
   */
  FeedRecords(SchemaRegistry registry, BiFunction<PipelineSpec, DeadLetter, DeadLetter> seal) {
    this.events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    this.letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
    this.seal = seal;
  }

  ProducerRecord<byte[], byte[]> written(
      ConsumerRecord<byte[], byte[]> read, SourceReader reader, Instant now) {
    SourceRecord record = record(read);
    SourceReading reading = reader.read(record, now);
    if (reading instanceof SourceReading.Event event) {
      return to(
          Topics.RAW_EVENTS.name(),
          event.key().getBytes(UTF_8),
          events.encode(event.event()),
          read);
    }
    if (reading instanceof SourceReading.Unusable unusable) {
      DeadLetter letter = seal.apply(reader.spec(), reader.letter(record, unusable, now));
      return to(Topics.DEAD_LETTERS.name(), bytes(letter.getKey()), letters.encode(letter), read);
    }
    throw new AssertionError(reading);
  }

  private static ProducerRecord<byte[], byte[]> to(
      String topic, byte @Nullable [] key, byte[] value, ConsumerRecord<byte[], byte[]> read) {
    List<Header> headers = new ArrayList<>();
    for (String name : PASSED_ON) {
      Header header = read.headers().lastHeader(name);
      if (header != null && (header.value() == null || header.value().length <= MAX_TRACE_BYTES)) {
        headers.add(header);
      }
    }
    return new ProducerRecord<>(topic, null, key, value, headers);
  }

  private static SourceRecord record(ConsumerRecord<byte[], byte[]> read) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : read.headers()) {
      byte[] value = header.value();
      headers.add(new RecordHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
    }
    return new SourceRecord(
        new FailedRecord(
            new RecordOrigin(read.topic(), read.partition(), read.offset()),
            Optional.ofNullable(read.key()),
            Optional.ofNullable(read.value()),
            headers),
        Instant.ofEpochMilli(read.timestamp()));
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
