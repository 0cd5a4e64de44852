package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * Avro's logical types in plain JSON.
 *
 * <p><i>Shape</i>: dates and times as the number that Avro would write, or as ISO 8601 has them; a
 * decimal as a number or as its digits in a string, which loses nothing; a UUID as RFC 9562 writes
 * it. The rest are what they are made of.
 */
final class AvroLogicalTypes {

  private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
  private static final String TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?";
  private static final String ZONE = "(Z|[+-][0-9]{2}:[0-9]{2})";

  private static final Map<String, String> ISO =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time-millis", TIME),
          Map.entry("time-micros", TIME),
          Map.entry("timestamp-millis", DATE + "T" + TIME + ZONE),
          Map.entry("timestamp-micros", DATE + "T" + TIME + ZONE),
          Map.entry("timestamp-nanos", DATE + "T" + TIME + ZONE),
          Map.entry("local-timestamp-millis", DATE + "T" + TIME),
          Map.entry("local-timestamp-micros", DATE + "T" + TIME),
          Map.entry("local-timestamp-nanos", DATE + "T" + TIME));

  private static final String DECIMAL = "-?[0-9]+([.][0-9]+)?";
  private static final String UUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

  private AvroLogicalTypes() {}

  /** The schema of a logical type; null where the type that it is made of says it all. */
  static @Nullable ObjectNode asJsonSchema(LogicalType type) {
    String iso = ISO.get(type.getName());
    if (iso != null) {
      return numberOr("integer", iso);
    }
    return switch (type.getName()) {
      case "decimal", "big-decimal" -> numberOr("number", DECIMAL);
      case "uuid" ->
          JsonNodeFactory.instance.objectNode().put("type", "string").put("pattern", whole(UUID));
      default -> null;
    };
  }

  private static ObjectNode numberOr(String number, String pattern) {
    ObjectNode type = JsonNodeFactory.instance.objectNode();
    type.putArray("type").add(number).add("string");
    return type.put("pattern", whole(pattern));
  }

  private static String whole(String pattern) {
    return "^(" + pattern + ")$";
  }
}
