package dev.millrace.schemas.wire;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads values of a topic in the Confluent wire format, whatever they are read as.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * @param <R> what a value is read as
 */
final class WireDecoder<R> {

  private final Topic<?> topic;
  private final SchemaRegistry registry;
  private final Function<Schema, DatumReader<R>> reading;
  private final ConcurrentMap<Integer, DatumReader<R>> readers = new ConcurrentHashMap<>();

  /**
   * A decoder of a topic's values.
   *
   * @param reading makes what reads values of a writer's schema
   */
  WireDecoder(Topic<?> topic, SchemaRegistry registry, Function<Schema, DatumReader<R>> reading) {
    this.topic = topic;
    this.registry = registry;
    this.reading = reading;
  }

  R decode(byte[] bytes) {
    if (bytes.length < AvroCodec.HEADER_BYTES || bytes[0] != AvroCodec.MAGIC) {
      throw new UnreadableRecordException(
          "a value of "
              + topic.name()
              + " starts with byte 0 and a schema id of 4 bytes, this one of "
              + bytes.length
              + " bytes does not: write it with a serializer in the Confluent wire format");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    DatumReader<R> reader = reader(id);
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(
                  bytes, AvroCodec.HEADER_BYTES, bytes.length - AvroCodec.HEADER_BYTES, null);
      R value = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new IOException("there are bytes behind the record");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      // Damaged bytes make Avro throw nearly anything, UnsupportedOperationException included.
      throw new UnreadableRecordException(
          "a value of "
              + topic.name()
              + " is not Avro of schema id "
              + id
              + " that reads as "
              + topic.schema().getFullName(),
          e);
    }
  }

  private DatumReader<R> reader(int id) {
    DatumReader<R> reader = readers.get(id);
    if (reader == null) {
      reader = reading.apply(writerSchema(id));
      readers.put(id, reader);
    }
    return reader;
  }

  private Schema writerSchema(int id) {
    try {
      return registry.schemaById(id);
    } catch (UnknownSchemaException e) {
      throw new UnreadableRecordException(
          "a value of "
              + topic.name()
              + " names schema id "
              + id
              + ", which the registry does not have as Avro",
          e);
    }
  }
}
