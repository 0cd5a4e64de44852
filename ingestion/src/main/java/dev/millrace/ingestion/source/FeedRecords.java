package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.domain.source.SourceReading;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.ingestion.kafka.FailedRecords;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.ingestion.kafka.TracedSubject;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is written of what was read: a raw event or a dead letter of each record.
 *
 * <p><i>Failure</i>: {@link dev.millrace.schemas.registry.RegistryException} where the registry
 * cannot be reached.
 */
final class FeedRecords {

  private final AvroCodec<RawEvent> events;
  private final AvroCodec<DeadLetter> letters;
  private final BiFunction<PipelineSpec, DeadLetter, DeadLetter> seal;
  private final RecordTraces traces;

  /**
   * Writes by the schemas of a registry.
   *
   * @param seal makes a letter safe to be kept
   */
  FeedRecords(
      SchemaRegistry registry,
      BiFunction<PipelineSpec, DeadLetter, DeadLetter> seal,
      RecordTraces traces) {
    this.events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    this.letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
    this.seal = seal;
    this.traces = traces;
  }

  ProducerRecord<byte[], byte[]> written(
      ConsumerRecord<byte[], byte[]> read, SourceReader reader, Instant now) {
    long began = traces.nanos();
    SourceRecord record = record(read);
    SourceReading reading = reader.read(record, now);
    if (reading instanceof SourceReading.Event event) {
      return new ProducerRecord<>(
          Topics.RAW_EVENTS.name(),
          null,
          event.key().getBytes(UTF_8),
          events.encode(event.event()),
          headers(read, began, event.event()));
    }
    if (reading instanceof SourceReading.Unusable unusable) {
      DeadLetter letter = seal.apply(reader.spec(), reader.letter(record, unusable, now));
      return new ProducerRecord<>(
          Topics.DEAD_LETTERS.name(),
          null,
          bytes(letter.getKey()),
          letters.encode(letter),
          headers(read, began, letter));
    }
    throw new AssertionError(reading);
  }

  private RecordHeaders headers(
      ConsumerRecord<byte[], byte[]> read, long began, SpecificRecord written) {
    return traces.isOn()
        ? traces.worked(read.headers(), origin(read), began, TracedSubject.of(written))
        : RecordTraces.passedOn(read.headers());
  }

  private static SourceRecord record(ConsumerRecord<byte[], byte[]> read) {
    return new SourceRecord(
        FailedRecords.of(origin(read), read.key(), read.value(), read.headers()),
        Instant.ofEpochMilli(read.timestamp()));
  }

  private static RecordOrigin origin(ConsumerRecord<byte[], byte[]> read) {
    return new RecordOrigin(read.topic(), read.partition(), read.offset());
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
