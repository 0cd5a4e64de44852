package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The places that the events of a schema have, as names from the outside in.
 *
 * <p><i>Shape</i>: a place is denied only where the schema surely lets no event have it; what
 * {@code not}, {@code if} and patterns of names say is not weighed. An Avro record has its fields
 * and no others, although events may bring more.
 */
public final class EventPaths {

  /** Stands for every member or item. */
  public static final String ANY = "*";

  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** No schema names it. */
  private static final String UNHEARD_OF = "\u0000";

  /** Schemas that refer to themselves are left there: what is not known is not denied. */
  private static final int MAX_STEPS = 100;

  private final JsonNode document;
  private final References references;
  private final Statements statements;
  private final boolean isAvro;

  private EventPaths(JsonNode document, boolean isAvro) {
    this.document = document;
    this.references = References.within(document);
    this.statements = new Statements(document, references);
    this.isAvro = isAvro;
  }

  /**
   * The places of a schema's events.
   *
   * @throws UnusableSchemaException where it is none
   */
  public static EventPaths of(EventSchema schema) {
    SchemaText text = SchemaText.of(schema);
    if (text instanceof SchemaText.Unreadable unreadable) {
      throw new UnusableSchemaException(List.of(unreadable.defect()));
    }
    return new EventPaths(
        ((SchemaText.Plain) text).schema(), schema.getFormat() == SchemaFormat.AVRO);
  }

  /** Whether events may have a place; {@link #ANY} is any of a level. */
  public boolean has(List<String> names) {
    return has(document, names, MAX_STEPS);
  }

  /** Whether the schema names all members that an event may have at its top. */
  public boolean namesAll() {
    return !isAvro && !has(List.of(UNHEARD_OF));
  }

  /** The members that the schema names at a place, whichever branch an event takes. */
  public Set<String> namedAt(List<String> place) {
    Set<String> names = new TreeSet<>();
    statements
        .at(place)
        .forEach(schema -> schema.path("properties").fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** Whether the schema says of a place, in so many words, that it may be null. */
  public boolean mayBeNull(List<String> place) {
    return statements.at(place).stream()
        .anyMatch(schema -> (schema.has("type") && mayBe("null", schema)) || hasNull(schema));
  }

  private static boolean hasNull(JsonNode schema) {
    return stream(schema.path("enum")).anyMatch(JsonNode::isNull);
  }

  private boolean has(JsonNode schema, List<String> names, int steps) {
    if (schema.isBoolean()) {
      return schema.booleanValue();
    }
    if (names.isEmpty() || !schema.isObject() || steps == 0) {
      return true;
    }
    return allHave(schema, names, steps)
        && (hasMember(schema, names, steps) || hasItem(schema, names, steps));
  }

  /** What is said of the same value elsewhere counts too. */
  private boolean allHave(JsonNode schema, List<String> names, int steps) {
    for (JsonNode part : schema.path("allOf")) {
      if (!has(part, names, steps - 1)) {
        return false;
      }
    }
    for (String branches : List.of("anyOf", "oneOf")) {
      if (!schema.path(branches).isEmpty()
          && stream(schema.path(branches)).noneMatch(part -> has(part, names, steps - 1))) {
        return false;
      }
    }
    JsonNode reference = schema.path("$ref");
    return !reference.isTextual()
        || references
            .find(schema, reference.textValue())
            .map(target -> has(target, names, steps - 1))
            .orElse(true);
  }

  private boolean hasMember(JsonNode schema, List<String> names, int steps) {
    if (!mayBe("object", schema)) {
      return false;
    }
    List<String> inside = names.subList(1, names.size());
    JsonNode named = schema.path("properties");
    if (names.get(0).equals(ANY)
        && stream(named).anyMatch(member -> has(member, inside, steps - 1))) {
      return true;
    }
    if (named.has(names.get(0))) {
      return has(named.get(names.get(0)), inside, steps - 1);
    }
    if (!schema.path("patternProperties").isEmpty()) {
      return true;
    }
    JsonNode others = schema.path("additionalProperties");
    if (!others.isMissingNode()) {
      return has(others, inside, steps - 1);
    }
    if (isAvro && schema.has("properties")) {
      return false;
    }
    JsonNode unevaluated = schema.path("unevaluatedProperties");
    return unevaluated.isMissingNode()
        || evaluatesInPlace(schema, names.get(0))
        || has(unevaluated, inside, steps - 1);
  }

  private boolean hasItem(JsonNode schema, List<String> names, int steps) {
    String name = names.get(0);
    if (!mayBe("array", schema) || !(name.equals(ANY) || INDEX.matcher(name).matches())) {
      return false;
    }
    List<String> inside = names.subList(1, names.size());
    JsonNode first = schema.path("prefixItems");
    if (name.equals(ANY) && stream(first).anyMatch(item -> has(item, inside, steps - 1))) {
      return true;
    }
    if (!name.equals(ANY) && first.has(Integer.parseInt(name))) {
      return has(first.get(Integer.parseInt(name)), inside, steps - 1);
    }
    JsonNode rest = schema.path("items");
    return rest.isMissingNode() || has(rest, inside, steps - 1);
  }

  /** Whether a member is told of by any schema of the same value, so that it is no other one. */
  private boolean evaluatesInPlace(JsonNode schema, String name) {
    return statements.about(schema).stream()
        .skip(1) // the schema itself: it says nothing of the member
        .anyMatch(
            other ->
                name.equals(ANY)
                    || other.path("properties").has(name)
                    || !other.path("patternProperties").isEmpty()
                    || other.has("additionalProperties")
                    || other.has("unevaluatedProperties"));
  }

  private static boolean mayBe(String type, JsonNode schema) {
    JsonNode types = schema.path("type");
    return types.isMissingNode()
        || types.asText().equals(type)
        || stream(types).anyMatch(one -> one.asText().equals(type));
  }

  private static Stream<JsonNode> stream(JsonNode parts) {
    return StreamSupport.stream(parts.spliterator(), false);
  }
}
