package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.event.SubSchemas.Part;
import dev.millrace.schemas.event.SubSchemas.Reach;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The schemas that an event is held against, as the root leads to them through keywords and
 * references. A schema that is referred to from many places is one node.
 */
final class SchemaGraph {

  /**
   * A way from one schema to another.
   *
   * @param name of the member or item, where the reach is {@code NAMED}
   */
  record Edge(Node to, Reach reach, String name) {}

  /** A schema and the ways out of it. */
  static final class Node {

    private final JsonNode schema;
    private final String pointer;
    private final List<Edge> edges = new ArrayList<>();

    private Node(JsonNode schema, String pointer) {
      this.schema = schema;
      this.pointer = pointer;
    }

    JsonNode schema() {
      return schema;
    }

    /** Where it stands in the document, on the first way that was found. */
    String pointer() {
      return pointer;
    }

    List<Edge> edges() {
      return edges;
    }
  }

  private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef");

  private final References references;
  private final IdentityHashMap<JsonNode, Node> nodes = new IdentityHashMap<>();
  private final List<Node> inOrder = new ArrayList<>();
  private final List<String> dangling = new ArrayList<>();
  private final ArrayDeque<Node> open = new ArrayDeque<>();

  private SchemaGraph(JsonNode document) {
    references = References.within(document);
    node(document, "");
    while (!open.isEmpty()) {
      extend(open.remove());
    }
  }

  static SchemaGraph of(JsonNode document) {
    return new SchemaGraph(document);
  }

  Node root() {
    return inOrder.get(0);
  }

  /** All schemas, definitions that nobody refers to among them. */
  List<Node> nodes() {
    return inOrder;
  }

  /** References that lead nowhere: where each stands, and what it says. */
  List<String> dangling() {
    return dangling;
  }

  private void extend(Node node) {
    for (Part part : SubSchemas.of(node.schema)) {
      if (part.schema().isObject()) {
        Node to = node(part.schema(), node.pointer + part.pointer());
        if (part.reach() != Reach.DEFINITION) {
          node.edges.add(new Edge(to, part.reach(), part.name()));
        }
      }
    }
    for (String keyword : REFERENCES) {
      JsonNode reference = node.schema.path(keyword);
      if (reference.isTextual()) {
        Optional<JsonNode> target = references.find(node.schema, reference.textValue());
        if (target.isEmpty()) {
          dangling.add(node.pointer + "/" + keyword + " refers to " + reference.textValue());
        }
        target
            .filter(JsonNode::isObject)
            .ifPresent(
                schema ->
                    node.edges.add(
                        new Edge(node(schema, node.pointer + "/" + keyword), Reach.IN_PLACE, "")));
      }
    }
  }

  private Node node(JsonNode schema, String pointer) {
    return nodes.computeIfAbsent(
        schema,
        unseen -> {
          Node node = new Node(schema, pointer);
          inOrder.add(node);
          open.add(node);
          return node;
        });
  }
}
