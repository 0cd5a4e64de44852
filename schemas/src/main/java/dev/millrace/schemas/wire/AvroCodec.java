package dev.millrace.schemas.wire;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Translates the values of one topic to and from the Confluent wire format.
 *
 * <p><i>Shape</i>: byte 0 is the magic 0, bytes 1 to 4 the writer's schema id, big-endian, then the
 * Avro binary encoding. Values written by older or newer schemas are resolved to this build's.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * @param <V> type of the values
 */
public final class AvroCodec<V extends SpecificRecord> {

  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 1 + Integer.BYTES;

  static {
    TrustedRecords.install();
  }

  private final Topic<V> topic;
  private final SchemaRegistry registry;
  private final Schema schema;
  private final SpecificData model;
  private final DatumWriter<V> writer;
  private final ConcurrentMap<Integer, DatumReader<V>> readers = new ConcurrentHashMap<>();
  private volatile int writerId;
  private volatile boolean registered;

  public AvroCodec(Topic<V> topic, SchemaRegistry registry) {
    this.topic = topic;
    this.registry = registry;
    this.schema = topic.schema();
    this.model = SpecificData.getForClass(topic.valueType());
    this.writer = new SpecificDatumWriter<>(schema, model);
  }

  /** Registers the schema now, so that {@link #encode} needs the registry no more. */
  public void register() {
    int unused = writerId();
  }

  /**
   * Encodes a value; the first call registers the schema.
   *
   * @throws dev.millrace.schemas.registry.RegistryException where the schema cannot be registered
   */
  public byte[] encode(V value) {
    int id = writerId();
    EncodingBuffer buffer = EncodingBuffer.ofThisThread();
    try {
      BinaryEncoder encoder = buffer.begin(id);
      writer.write(value, encoder);
      encoder.flush();
      return buffer.bytes();
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    } finally {
      buffer.end();
    }
  }

  /**
   * Decodes a value.
   *
   * @throws UnreadableRecordException where the bytes are not a record of the topic
   * @throws dev.millrace.schemas.registry.RegistryException where the registry cannot be reached
   */
  public V decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
      throw new UnreadableRecordException(
          "a value of "
              + topic.name()
              + " starts with byte 0 and a schema id of 4 bytes, this one of "
              + bytes.length
              + " bytes does not: write it with a serializer in the Confluent wire format");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    DatumReader<V> reader = reader(id);
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
      V value = reader.read(null, decoder);
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
              + schema.getFullName(),
          e);
    }
  }

  private DatumReader<V> reader(int id) {
    DatumReader<V> reader = readers.get(id);
    if (reader == null) {
      reader = new SpecificDatumReader<>(writerSchema(id), schema, model);
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

  private int writerId() {
    if (!registered) {
      writerId = registry.register(topic.valueSubject(), schema);
      registered = true;
    }
    return writerId;
  }
}
