package dev.millrace.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.apache.avro.Schema;

/** When two schemas are taken for the same one. */
enum Sameness {
  /** Their JSON is the same but for white space and the order of what Avro itself defines. */
  WRITTEN {
    @Override
    String textOf(Schema schema) {
      return schema.toString();
    }
  },

  /** Their properties may come in any order. */
  NORMALIZED {
    @Override
    String textOf(Schema schema) {
      try {
        JsonNode tree = JSON.readTree(schema.toString());
        return JSON.writeValueAsString(JSON.treeToValue(tree, Object.class));
      } catch (JsonProcessingException e) {
        throw new AssertionError("a schema that Avro wrote is not JSON", e);
      }
    }
  };

  /** Sorts what it reads as maps, however deep. */
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  /** Equal for schemas that are the same, and for no others. */
  abstract String textOf(Schema schema);

  boolean holds(Schema one, Schema other) {
    return textOf(one).equals(textOf(other));
  }
}
