package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.event.SubSchemas.Reach;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a schema says of a value in all of its parts: itself, its branches, and what it refers to.
 *
 * @param references of the document
 */
record Statements(JsonNode document, References references) {

  /** What is said of a place, whichever branch an event takes. */
  List<JsonNode> at(List<String> place) {
    List<JsonNode> schemas = about(document);
    for (String name : place) {
      schemas =
          schemas.stream()
              .flatMap(schema -> SubSchemas.of(schema).stream())
              .filter(
                  part ->
                      part.reach() == Reach.EACH
                          || (part.reach() == Reach.NAMED && part.name().equals(name)))
              .flatMap(part -> about(part.schema()).stream())
              .toList();
    }
    return schemas;
  }

  /** A schema, first, and those that are about the same value. */
  List<JsonNode> about(JsonNode schema) {
    Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<JsonNode> inOrder = new ArrayList<>();
    Deque<JsonNode> open = new ArrayDeque<>(List.of(schema));
    while (!open.isEmpty()) {
      JsonNode next = open.remove();
      if (next.isObject() && seen.add(next)) {
        inOrder.add(next);
        SubSchemas.of(next).stream()
            .filter(part -> part.reach() == Reach.IN_PLACE)
            .forEach(part -> open.add(part.schema()));
        if (next.path("$ref").isTextual()) {
          references.find(next, next.path("$ref").textValue()).ifPresent(open::add);
        }
      }
    }
    return inOrder;
  }
}
