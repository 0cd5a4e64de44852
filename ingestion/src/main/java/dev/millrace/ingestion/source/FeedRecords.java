package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.domain.source.SourceReading;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.ingestion.kafka.FailedRecords;
import dev.millrace.ingestion.kafka.TraceHeaders;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    return new ProducerRecord<>(topic, null, key, value, TraceHeaders.of(read.headers()));
  }

  private static SourceRecord record(ConsumerRecord<byte[], byte[]> read) {
    return new SourceRecord(
        FailedRecords.of(
            new RecordOrigin(read.topic(), read.partition(), read.offset()),
            read.key(),
            read.value(),
            read.headers()),
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
