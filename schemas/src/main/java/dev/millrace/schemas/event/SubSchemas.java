package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The schemas that stand within a schema.
 *
 * <p><i>Source</i>: JSON Schema 2020-12, core, sections 8.2.4, 10, 11 and 9 of validation.
 */
final class SubSchemas {

  /** Which values of the event a schema within another one is about. */
  enum Reach {
    /** The same value. */
    IN_PLACE,
    /** One member or item. */
    NAMED,
    /** Members or items that have no names of their own. */
    EACH,
    /** A value that no path leads to: names of members, or what is encoded in a text. */
    UNNAMEABLE,
    /** None, until somebody refers to it. */
    DEFINITION
  }

  private enum Shape {
    ONE,
    LIST,
    MAP
  }

  private record Keyword(Shape shape, Reach reach) {}

  /**
   * A schema within another one.
   *
   * @param pointer where it stands, from the outer schema
   * @param name of the member or item that it is about, where its reach is {@code NAMED}
   */
  record Part(String pointer, JsonNode schema, Reach reach, String name) {}

  private static final Map<String, Keyword> KEYWORDS =
      Map.ofEntries(
          Map.entry("allOf", new Keyword(Shape.LIST, Reach.IN_PLACE)),
          Map.entry("anyOf", new Keyword(Shape.LIST, Reach.IN_PLACE)),
          Map.entry("oneOf", new Keyword(Shape.LIST, Reach.IN_PLACE)),
          Map.entry("not", new Keyword(Shape.ONE, Reach.IN_PLACE)),
          Map.entry("if", new Keyword(Shape.ONE, Reach.IN_PLACE)),
          Map.entry("then", new Keyword(Shape.ONE, Reach.IN_PLACE)),
          Map.entry("else", new Keyword(Shape.ONE, Reach.IN_PLACE)),
          Map.entry("dependentSchemas", new Keyword(Shape.MAP, Reach.IN_PLACE)),
          Map.entry("properties", new Keyword(Shape.MAP, Reach.NAMED)),
          Map.entry("prefixItems", new Keyword(Shape.LIST, Reach.NAMED)),
          Map.entry("items", new Keyword(Shape.ONE, Reach.EACH)),
          Map.entry("contains", new Keyword(Shape.ONE, Reach.EACH)),
          Map.entry("unevaluatedItems", new Keyword(Shape.ONE, Reach.EACH)),
          Map.entry("additionalProperties", new Keyword(Shape.ONE, Reach.EACH)),
          Map.entry("patternProperties", new Keyword(Shape.MAP, Reach.EACH)),
          Map.entry("unevaluatedProperties", new Keyword(Shape.ONE, Reach.EACH)),
          Map.entry("propertyNames", new Keyword(Shape.ONE, Reach.UNNAMEABLE)),
          Map.entry("contentSchema", new Keyword(Shape.ONE, Reach.UNNAMEABLE)),
          Map.entry("$defs", new Keyword(Shape.MAP, Reach.DEFINITION)),
          Map.entry("definitions", new Keyword(Shape.MAP, Reach.DEFINITION)));

  private SubSchemas() {}

  /** All of them, in the order they are written. */
  static List<Part> of(JsonNode schema) {
    List<Part> parts = new ArrayList<>();
    schema
        .properties()
        .forEach(
            member -> {
              Keyword keyword = KEYWORDS.get(member.getKey());
              if (keyword != null) {
                add(parts, "/" + member.getKey(), keyword, member.getValue());
              }
            });
    return parts;
  }

  private static void add(List<Part> parts, String pointer, Keyword keyword, JsonNode value) {
    switch (keyword.shape()) {
      case ONE -> parts.add(new Part(pointer, value, keyword.reach(), ""));
      case LIST -> {
        for (int i = 0; i < value.size(); i++) {
          parts.add(new Part(pointer + "/" + i, value.path(i), keyword.reach(), "" + i));
        }
      }
      case MAP ->
          value
              .properties()
              .forEach(
                  member ->
                      parts.add(
                          new Part(
                              pointer + "/" + escaped(member.getKey()),
                              member.getValue(),
                              keyword.reach(),
                              member.getKey())));
    }
  }

  /** A name as a JSON Pointer has it. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
