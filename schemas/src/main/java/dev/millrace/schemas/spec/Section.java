package dev.millrace.schemas.spec;

import dev.millrace.schemas.Spelling;
import dev.millrace.schemas.spec.Field.Presence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** A mapping of the spec whose keys have been checked against the fields that it may have. */
final class Section {

  private final Value value;
  private final Map<String, Value> entries;

  private Section(Value value, Map<String, Value> entries) {
    this.value = value;
    this.entries = entries;
  }

  /** Reads the keys, and notes those that are unknown or given twice. */
  static @Nullable Section of(Value value, List<Field<?>> fields) {
    if (!(value.node() instanceof MappingNode mapping)) {
      return value.isNot("a mapping with the fields " + names(fields));
    }
    Map<String, Value> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = value.key(entry.getKeyNode()).text("the name of a field");
      if (key == null) {
        continue;
      }
      if (fields.stream().noneMatch(field -> field.key().equals(key))) {
        value.at(key, entry.getKeyNode()).wrong(unknown(key, value.path(), fields));
      } else if (entries.putIfAbsent(key, value.at(key, entry.getValueNode())) != null) {
        value.at(key, entry.getKeyNode()).wrong("is given twice");
      }
    }
    return new Section(value, entries);
  }

  /** Value of a field; nothing where it is absent without a default, or a problem was noted. */
  <T> @Nullable T read(Field<T> field) {
    Value given = entries.get(field.key());
    if (given != null && !given.isNull()) {
      return field.kind().read(given);
    }
    if (field.presence() instanceof Presence.Default absent) {
      return field.kind().read(preset(absent.yaml(), field));
    }
    if (field.presence() instanceof Presence.Required) {
      return value.wrong(
          "the field " + field.key() + " is missing: it takes " + field.kind().shape());
    }
    return null;
  }

  /** Whether the field is written, and not as null. */
  boolean has(Field<?> field) {
    Value given = entries.get(field.key());
    return given != null && !given.isNull();
  }

  /** Notes a problem at a field, or at the section where the field is absent. */
  void wrong(Field<?> field, String message) {
    Optional.ofNullable(entries.get(field.key())).orElse(value).wrong(message);
  }

  /** Whether nothing is wrong so far, in this section or anywhere. */
  boolean isSound() {
    return value.problems().none();
  }

  private Value preset(String yaml, Field<?> field) {
    Problems problems = new Problems();
    return YamlText.read(yaml, problems)
        .map(node -> value.at(field.key(), node))
        .orElseThrow(() -> new AssertionError(field + " " + problems.inOrder()));
  }

  private static String unknown(String key, String path, List<Field<?>> fields) {
    return Spelling.nearest(key, fields.stream().map(Field::key).toList())
        .map(near -> "is unknown; did you mean " + near + "?")
        .or(() -> SpecFields.pathOf(key).map(home -> "is unknown here; it is written as " + home))
        .orElseGet(
            () ->
                "is unknown; "
                    + (path.isEmpty() ? "a spec" : "this section")
                    + " has the fields "
                    + names(fields));
  }

  private static String names(List<Field<?>> fields) {
    return String.join(", ", fields.stream().map(Field::key).toList());
  }
}
