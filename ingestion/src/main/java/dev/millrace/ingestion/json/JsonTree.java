package dev.millrace.ingestion.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** JSON as the maps and lists that templates walk through, each of which prints itself as JSON. */
final class JsonTree {

  private JsonTree() {}

  private static final class ObjectView extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1;
    private final transient JsonNode node;

    ObjectView(JsonNode node) {
      this.node = node;
      node.properties().forEach(field -> put(field.getKey(), plain(field.getValue())));
    }

    @Override
    public String toString() {
      return node.toString();
    }
  }

  private static final class ArrayView extends AbstractList<@Nullable Object> {
    private final JsonNode node;

    ArrayView(JsonNode node) {
      this.node = node;
    }

    @Override
    public @Nullable Object get(int index) {
      return plain(node.get(index));
    }

    @Override
    public int size() {
      return node.size();
    }

    @Override
    public String toString() {
      return node.toString();
    }
  }

  static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      return new ObjectView(node);
    }
    if (node.isArray()) {
      return new ArrayView(node);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() ? null : node.asText();
  }
}
