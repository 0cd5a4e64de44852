package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.source.AvroText;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Shows anybody's Avro records as {@link RecordJson}, by the schemas they were written with.
 *
 * <p><i>Shape</i>: byte 0 is the magic 0, bytes 1 to 4 the schema's id in the registry, big-endian,
 * then the Avro binary encoding.
 *
 * <p><i>Threads</i>: one at a time.
 *
 * <p><i>Failure</i>: {@link dev.millrace.schemas.registry.RegistryException} where the registry
 * cannot be reached.
 */
public final class AvroRecords implements AvroText {

  private static final byte MAGIC = 0;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  /** Names the schema by its GUID. <i>Source</i>: Confluent Platform 8, header serializers. */
  private static final String GUID_HEADER = "__value_schema_id";

  /** Items that cost no bytes are none that anybody means. */
  private static final int MAX_ITEMS = 1_000_000;

  private static final List<Conversion<?>> CONVERSIONS =
      List.of(
          new Conversions.DecimalConversion(),
          new Conversions.UUIDConversion(),
          new TimeConversions.DateConversion(),
          new TimeConversions.TimeMillisConversion(),
          new TimeConversions.TimeMicrosConversion(),
          new TimeConversions.TimestampMillisConversion(),
          new TimeConversions.TimestampMicrosConversion(),
          new TimeConversions.TimestampNanosConversion(),
          new TimeConversions.LocalTimestampMillisConversion(),
          new TimeConversions.LocalTimestampMicrosConversion(),
          new TimeConversions.LocalTimestampNanosConversion());

  private final SchemaRegistry registry;
  private final GenericData model = new GenericData();
  private final Map<Integer, BoundedReader> readers = new HashMap<>();

  public AvroRecords(SchemaRegistry registry) {
    this.registry = registry;
    CONVERSIONS.forEach(model::addLogicalTypeConversion);
    // It would not ask the bounded reader.
    model.setFastReaderEnabled(false);
  }

  /** Reads values whose arrays hold no more than a value has room for. */
  private static final class BoundedReader extends GenericDatumReader<Object> {

    private int items;

    BoundedReader(Schema schema, GenericData model) {
      super(schema, schema, model);
    }

    Object read(BinaryDecoder decoder) throws IOException {
      items = 0;
      return read(null, decoder);
    }

    @Override
    protected void addToArray(Object array, long position, Object item) {
      if (++items > MAX_ITEMS) {
        throw new AvroRuntimeException("more than " + MAX_ITEMS + " items");
      }
      super.addToArray(array, position, item);
    }
  }

  @Override
  public Reading read(SourceRecord record, byte[] value) {
    if (value.length < HEADER_BYTES || value[0] != MAGIC) {
      return new Reading.Bad(
          hasGuid(record)
              ? "the value's schema is named by a GUID in a header: let the serializer write the"
                  + " schema's id into the value"
              : "the value of "
                  + value.length
                  + " bytes does not start with byte 0 and a schema id of 4 bytes: write it with a"
                  + " serializer in the Confluent wire format");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    BoundedReader reader;
    try {
      reader = reader(id);
    } catch (UnknownSchemaException e) {
      return new Reading.Bad(
          "the value names schema id " + id + ", which the registry does not have as Avro");
    }
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
      Object read = reader.read(decoder);
      if (read instanceof IndexedRecord found && decoder.isEnd()) {
        return new Reading.Read(RecordJson.of(found).toString().getBytes(UTF_8));
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Damaged bytes make Avro throw nearly anything; its messages hold content.
    }
    return new Reading.Bad("the value is no Avro record of schema id " + id);
  }

  private BoundedReader reader(int id) {
    BoundedReader reader = readers.get(id);
    if (reader == null) {
      reader = new BoundedReader(registry.schemaById(id), model);
      readers.put(id, reader);
    }
    return reader;
  }

  private static boolean hasGuid(SourceRecord record) {
    return record.original().headers().stream()
        .anyMatch(header -> header.getName().equals(GUID_HEADER));
  }
}
