package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import dev.millrace.schemas.event.SchemaGraph.Edge;
import dev.millrace.schemas.event.SchemaGraph.Node;
import dev.millrace.schemas.event.SubSchemas.Reach;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** What would go wrong with a schema when events come, found before it is applied. */
final class SchemaDefects {

  private static final int MOST_OBJECTIONS = 3;

  /** Their values are counted in ints. */
  private static final Set<String> COUNTS =
      Set.of(
          "maxContains",
          "maxItems",
          "maxLength",
          "maxProperties",
          "minContains",
          "minItems",
          "minLength",
          "minProperties");

  private final List<String> found = new ArrayList<>();

  private SchemaDefects() {}

  /** All of them, in sentences that begin with the file's name. */
  static List<String> of(ObjectNode document) {
    List<Error> objections = Library.objections(document);
    if (!objections.isEmpty()) {
      return objections.stream()
          .map(SchemaDefects::told)
          .distinct()
          .limit(MOST_OBJECTIONS)
          .toList();
    }
    SchemaDefects defects = new SchemaDefects();
    SchemaGraph graph = SchemaGraph.of(document);
    graph.dangling().forEach(defects::dangling);
    for (Node node : graph.nodes()) {
      defects.patterns(node);
      defects.counts(node);
    }
    defects.circles(graph);
    if (defects.found.isEmpty()) {
      defects.compile(document);
    }
    return defects.found;
  }

  private static String told(Error error) {
    String pointer = error.getInstanceLocation().toString();
    return "is no JSON Schema 2020-12: at "
        + (pointer.isEmpty() ? "its root" : pointer)
        + ": "
        + error.getMessage();
  }

  private void dangling(String reference) {
    found.add(
        "points outside itself: "
            + reference
            + ", which it does not hold; other documents are never fetched, so put it under $defs");
  }

  private void patterns(Node node) {
    JsonNode pattern = node.schema().path("pattern");
    if (pattern.isTextual()) {
      pattern(node.pointer() + "/pattern", pattern.textValue());
    }
    node.schema()
        .path("patternProperties")
        .fieldNames()
        .forEachRemaining(name -> pattern(node.pointer() + "/patternProperties", name));
  }

  private void pattern(String pointer, String expression) {
    try {
      BoundedPatterns.compile(expression);
    } catch (PatternSyntaxException e) {
      found.add(
          "has no regular expression at "
              + pointer
              + ": "
              + e.getDescription()
              + " near index "
              + e.getIndex());
    }
  }

  private void counts(Node node) {
    for (String keyword : COUNTS) {
      JsonNode count = node.schema().path(keyword);
      if (count.isNumber() && !count.canConvertToInt()) {
        found.add(
            "counts too far at " + node.pointer() + "/" + keyword + ": up to " + Integer.MAX_VALUE);
      }
    }
  }

  /** A schema that leads to itself about the same value would never come to an end. */
  private void circles(SchemaGraph graph) {
    Set<Node> done = new HashSet<>();
    for (Node node : graph.nodes()) {
      circle(node, new HashSet<>(), done);
    }
  }

  private void circle(Node node, Set<Node> underway, Set<Node> done) {
    if (underway.contains(node)) {
      found.add(
          "goes round in a circle at " + (node.pointer().isEmpty() ? "its root" : node.pointer()));
      return;
    }
    if (!done.add(node)) {
      return;
    }
    underway.add(node);
    for (Edge edge : node.edges()) {
      if (edge.reach() == Reach.IN_PLACE) {
        circle(edge.to(), underway, done);
      }
    }
    underway.remove(node);
  }

  private void compile(ObjectNode document) {
    try {
      Library.compile(document, new BoundedPatterns());
    } catch (SchemaException e) {
      found.add("cannot be compiled: " + e.getMessage());
    }
  }
}
