package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Makes a schema of the JSON in which callers and the log give one.
 *
 * <p><i>Shape</i>: {@code {"schema": text, "schemaType": "AVRO", "references": [{"name", "subject",
 * "version"}]}}. Types of references are written out in the schema that refers to them, so every
 * schema of the registry stands alone.
 */
final class AvroSource {

  static final String TYPE = "AVRO";

  private AvroSource() {}

  /** The schema; throws a {@link RegistryError} where there is none. */
  static Schema parse(JsonNode source, SchemaCatalog catalog) {
    String type = source.path("schemaType").asText(TYPE);
    if (!type.equals(TYPE)) {
      throw RegistryError.invalidSchema("this registry holds " + TYPE + ", not " + type);
    }
    Map<String, Schema> types = new LinkedHashMap<>();
    source.path("references").forEach(reference -> collect(referred(reference, catalog), types));
    try {
      Schema.Parser parser = new Schema.Parser();
      parser.addTypes(types.values());
      return parser.parse(source.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
    }
  }

  private static Schema referred(JsonNode reference, SchemaCatalog catalog) {
    String subject = reference.path("subject").asText();
    int version = reference.path("version").asInt();
    return catalog.versions(subject, Visibility.ALL).stream()
        .filter(candidate -> candidate.version() == version)
        .findFirst()
        .map(RegisteredSchema::schema)
        .orElseThrow(
            () ->
                RegistryError.invalidSchema(
                    "the reference to version " + version + " of " + subject + " leads nowhere"));
  }

  /** Adds every named type of a schema, once. */
  private static void collect(Schema schema, Map<String, Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM, FIXED -> types.putIfAbsent(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
      case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
        // No name, nothing inside.
      }
    }
  }
}
