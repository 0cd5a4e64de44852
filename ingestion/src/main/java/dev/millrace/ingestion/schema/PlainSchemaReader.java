package dev.millrace.ingestion.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a {@link PlainSchema} of a JSON Schema, where it has no other keywords than those known
 * here.
 *
 * <p><i>Source</i>: JSON Schema 2020-12, Validation.
 */
final class PlainSchemaReader {

  /** They describe, and take nothing in or out. */
  private static final Set<String> DESCRIPTIONS =
      Set.of(
          "$comment",
          "contentEncoding",
          "contentMediaType",
          "default",
          "deprecated",
          "description",
          "examples",
          "format",
          "readOnly",
          "title",
          "writeOnly");

  /** Read together, whichever of them there are. */
  private static final Set<String> OF_PARTS =
      Set.of("additionalProperties", "items", "properties", "required");

  /** Ends the reading of what is not known here; never leaves this class. */
  private static final class NotPlainException extends Exception {

    private static final long serialVersionUID = 1;

    NotPlainException() {
      super("there is more to this schema", null, false, false);
    }
  }

  private PlainSchemaReader() {}

  /** The schema; nothing where there is more to it. */
  static Optional<PlainSchema> read(JsonNode schema) {
    try {
      return Optional.of(schema(schema));
    } catch (NotPlainException e) {
      return Optional.empty();
    }
  }

  private static PlainSchema schema(JsonNode schema) throws NotPlainException {
    if (!schema.isObject()) {
      throw new NotPlainException();
    }
    List<PlainRule> rules = new ArrayList<>();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      if (!DESCRIPTIONS.contains(name) && !OF_PARTS.contains(name)) {
        rules.add(PlainRules.of(name, keyword.getValue()).orElseThrow(NotPlainException::new));
      }
    }
    PlainSchema.Parts others = parts(schema, "additionalProperties");
    Map<String, PlainSchema.Member> named = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
      named.put(member.getKey(), new PlainSchema.Member(parts(member.getValue()), false));
    }
    Set<String> required = PlainRules.texts(schema.path("required"));
    for (String name : required) {
      PlainSchema.Member known = named.get(name);
      named.put(name, new PlainSchema.Member(known == null ? others : known.value(), true));
    }
    return new PlainSchema(rules, named, required.size(), others, parts(schema, "items"));
  }

  private static PlainSchema.Parts parts(JsonNode schema, String keyword) throws NotPlainException {
    return schema.has(keyword) ? parts(schema.get(keyword)) : new PlainSchema.Parts.Anything();
  }

  private static PlainSchema.Parts parts(JsonNode schema) throws NotPlainException {
    if (schema.isBoolean()) {
      return schema.booleanValue()
          ? new PlainSchema.Parts.Anything()
          : new PlainSchema.Parts.None();
    }
    return new PlainSchema.Parts.Such(schema(schema));
  }
}
