package dev.millrace.schemas.wire;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
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
  private final DatumWriter<V> writer;
  private final WireDecoder<V> decoder;
  private volatile int writerId;
  private volatile boolean registered;

  public AvroCodec(Topic<V> topic, SchemaRegistry registry) {
    this.topic = topic;
    this.registry = registry;
    this.schema = topic.schema();
    SpecificData model = SpecificData.getForClass(topic.valueType());
    this.writer = new SpecificDatumWriter<>(schema, writing(model));
    this.decoder =
        new WireDecoder<>(
            topic, registry, written -> new SpecificDatumReader<>(written, schema, model));
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
      buffer.begin(id);
      writer.write(value, buffer);
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
    return decoder.decode(bytes);
  }

  /** A model in which records that need no conversion write themselves, the same bytes. */
  private static SpecificData writing(SpecificData model) {
    SpecificData writing = new SpecificData(model.getClassLoader());
    model.getConversions().forEach(writing::addLogicalTypeConversion);
    writing.setCustomCoders(true);
    return writing;
  }

  private int writerId() {
    if (!registered) {
      writerId = registry.register(topic.valueSubject(), schema);
      registered = true;
    }
    return writerId;
  }
}
