package dev.millrace.schemas.wire;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;

/**
 * Reads some fields of a topic's values and passes over the others, which may be much the larger
 * part.
 *
 * <p><i>Shape</i>: a record has its wanted fields alone, in the order of the topic's schema, as
 * Avro has them without logical types (instants are milliseconds, decimals are bytes).
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class PartialReader {

  private final Schema part;
  private final WireDecoder<IndexedRecord> decoder;

  /**
   * A reader of a topic's values.
   *
   * @param wanted names of fields, by the name of their record; records that are not named are read
   *     whole
   * @throws IllegalArgumentException where a record has no such field
   */
  public PartialReader(Topic<?> topic, SchemaRegistry registry, Map<String, Set<String>> wanted) {
    Schema schema = part(topic.schema(), wanted);
    GenericData plain = new GenericData();
    this.part = schema;
    this.decoder =
        new WireDecoder<>(
            topic, registry, written -> new GenericDatumReader<>(written, schema, plain));
  }

  /** What its records look like. */
  public Schema schema() {
    return part;
  }

  /**
   * Reads a value.
   *
   * @throws UnreadableRecordException where the bytes are not a record of the topic
   * @throws dev.millrace.schemas.registry.RegistryException where the registry cannot be reached
   */
  public IndexedRecord read(byte[] bytes) {
    return decoder.decode(bytes);
  }

  private static Schema part(Schema schema, Map<String, Set<String>> wanted) {
    return switch (schema.getType()) {
      case ARRAY -> Schema.createArray(part(schema.getElementType(), wanted));
      case UNION ->
          Schema.createUnion(schema.getTypes().stream().map(one -> part(one, wanted)).toList());
      case RECORD ->
          wanted.containsKey(schema.getName())
              ? partOfRecord(schema, wanted.get(schema.getName()), wanted)
              : schema;
      default -> schema;
    };
  }

  private static Schema partOfRecord(
      Schema schema, Set<String> names, Map<String, Set<String>> wanted) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      if (names.contains(field.name())) {
        Schema type = part(field.schema(), wanted);
        fields.add(
            field.hasDefaultValue()
                ? new Schema.Field(field.name(), type, field.doc(), field.defaultVal())
                : new Schema.Field(field.name(), type, field.doc()));
      }
    }
    if (fields.size() != names.size()) {
      throw new IllegalArgumentException(
          schema.getName() + " does not have all of the fields " + names);
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }
}
