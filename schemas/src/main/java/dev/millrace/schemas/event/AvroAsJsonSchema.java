package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/**
 * An Avro schema as a JSON Schema of the same values in plain JSON.
 *
 * <p><i>Shape</i>: not Avro's own JSON, which tags the branches of unions: a value of {@code
 * ["null", "string"]} is {@code null} or {@code "text"}. A field with a default may be left out;
 * members that are no fields may be there. Bytes are a string; dates, times and decimals are what
 * Avro writes or what people write: see {@link AvroLogicalTypes}.
 *
 * <p>Types that are used more than once become definitions, so that recursion and repetition stay
 * as small as they are written.
 */
final class AvroAsJsonSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, Integer> uses = new HashMap<>();
  private final ObjectNode definitions = JSON.objectNode();
  private final Set<String> defined = new HashSet<>();

  private AvroAsJsonSchema() {}

  static ObjectNode of(Schema record) {
    AvroAsJsonSchema conversion = new AvroAsJsonSchema();
    conversion.count(record);
    ObjectNode schema = conversion.type(record);
    if (!conversion.definitions.isEmpty()) {
      schema.set("$defs", conversion.definitions);
    }
    return schema;
  }

  private void count(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (uses.merge(schema.getFullName(), 1, Integer::sum) == 1) {
          schema.getFields().forEach(field -> count(field.schema()));
        }
      }
      case ARRAY -> count(schema.getElementType());
      case MAP -> count(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::count);
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
        // They hold no other types.
      }
    }
  }

  private ObjectNode type(Schema schema) {
    ObjectNode type = untagged(schema);
    PersonalTags.copy(schema, type);
    return type;
  }

  private ObjectNode untagged(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      ObjectNode known = AvroLogicalTypes.asJsonSchema(logical);
      if (known != null) {
        return known;
      }
    }
    return switch (schema.getType()) {
      case NULL -> named("null");
      case BOOLEAN -> named("boolean");
      case STRING, BYTES, FIXED -> named("string");
      case FLOAT, DOUBLE -> named("number");
      case INT -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(Long.MIN_VALUE, Long.MAX_VALUE);
      case ENUM -> symbols(schema);
      case ARRAY -> named("array").set("items", type(schema.getElementType()));
      case MAP -> named("object").set("additionalProperties", type(schema.getValueType()));
      case UNION -> union(schema.getTypes());
      case RECORD -> record(schema);
    };
  }

  private ObjectNode record(Schema schema) {
    String name = schema.getFullName();
    if (uses.getOrDefault(name, 0) < 2) {
      return fields(schema);
    }
    if (defined.add(name)) {
      definitions.set(name, fields(schema));
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + name);
  }

  private ObjectNode fields(Schema record) {
    ObjectNode object = named("object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (Schema.Field field : record.getFields()) {
      ObjectNode type = type(field.schema());
      PersonalTags.copy(field, type);
      properties.set(field.name(), type);
      if (!field.hasDefaultValue()) {
        required.add(field.name());
      }
    }
    return required.isEmpty() ? object : object.set("required", required);
  }

  /** A type or null is told in one keyword, which is cheaper and says more when it fails. */
  private ObjectNode union(List<Schema> branches) {
    List<Schema> others =
        branches.stream().filter(branch -> branch.getType() != Schema.Type.NULL).toList();
    if (others.size() == 1 && branches.size() == 2) {
      ObjectNode type = type(others.get(0));
      if (type.path("type").isTextual()) {
        return type.set("type", JSON.arrayNode().add(type.get("type")).add("null"));
      }
      if (type.path("type").isArray()) {
        type.withArray("type").add("null");
        return type;
      }
      if (type.path("enum").isArray()) {
        type.withArray("enum").addNull();
        return type;
      }
    }
    if (branches.size() == 1) {
      return type(branches.get(0));
    }
    if (branches.isEmpty()) {
      return JSON.objectNode().set("not", JSON.objectNode());
    }
    ObjectNode any = JSON.objectNode();
    ArrayNode types = any.putArray("anyOf");
    branches.forEach(branch -> types.add(type(branch)));
    return any;
  }

  private static ObjectNode symbols(Schema schema) {
    ObjectNode type = JSON.objectNode();
    schema.getEnumSymbols().forEach(type.putArray("enum")::add);
    return type;
  }

  private static ObjectNode whole(long least, long most) {
    return named("integer").put("minimum", least).put("maximum", most);
  }

  private static ObjectNode named(String type) {
    return JSON.objectNode().put("type", type);
  }
}
