package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.PiiAction;
import dev.millrace.schemas.event.SchemaGraph.Edge;
import dev.millrace.schemas.event.SchemaGraph.Node;
import dev.millrace.schemas.event.SubSchemas.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;

/**
 * What the tags of a schema say about personal data, by the paths of the event.
 *
 * <p><i>Shape</i>: a tag counts wherever the schema leads to it, whichever branch an event takes. A
 * path is a JSON Pointer in which {@code *} stands for every member or item. Schemas that contain
 * themselves have endless paths: a tag below one is a defect.
 */
final class PersonalTags {

  static final String KEYWORD = "x-pii";

  /** More of them make a spec that nobody reads, or a mistake. */
  private static final int MOST_PATHS = 1000;

  private static final Map<String, PiiAction> ACTIONS =
      Arrays.stream(PiiAction.values())
          .collect(Collectors.toMap(action -> action.name().toLowerCase(Locale.ROOT), a -> a));

  private final Set<String> settled;
  private final Set<Node> leading = new HashSet<>();
  private final Map<Node, Set<String>> visited = new HashMap<>();
  private final Set<Node> underway = new HashSet<>();
  private final Map<String, Set<PiiAction>> actions = new TreeMap<>();
  private final Map<String, Set<String>> beside = new TreeMap<>();
  private final Set<String> defects = new TreeSet<>();

  private PersonalTags(SchemaGraph graph, Set<String> settled) {
    this.settled = settled;
    findLeading(graph);
    if (leading.contains(graph.root())) {
      walk(graph.root(), "");
    }
    actions.keySet().removeAll(settled);
    actions.forEach(this::judge);
  }

  /**
   * Reads the tags of a schema.
   *
   * @param settled paths about which the spec itself decides: its word counts, and not the tags'
   */
  static PersonalTags of(SchemaGraph graph, Set<String> settled) {
    return new PersonalTags(graph, settled);
  }

  /** Hands the tag of a field or type of Avro on to what it becomes. */
  static void copy(JsonProperties from, ObjectNode to) {
    Object tag = from.getObjectProp(KEYWORD);
    if (tag != null) {
      to.put(KEYWORD, String.valueOf(tag));
    }
  }

  /** What becomes of each path; only where there are no defects. */
  Map<String, PiiAction> actions() {
    return actions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().iterator().next()));
  }

  /** What is wrong with the tags, in sentences that begin with the file's name. */
  List<String> defects() {
    return new ArrayList<>(defects);
  }

  /** Finds the schemas that have a tag, and those that lead to one. */
  private void findLeading(SchemaGraph graph) {
    Map<Node, List<Node>> sources = new HashMap<>();
    List<Node> open = new ArrayList<>();
    for (Node node : graph.nodes()) {
      for (Edge edge : node.edges()) {
        sources.computeIfAbsent(edge.to(), to -> new ArrayList<>()).add(node);
      }
      JsonNode tag = node.schema().get(KEYWORD);
      if (tag != null && ACTIONS.containsKey(tag.asText()) && tag.isTextual()) {
        open.add(node);
      } else if (tag != null) {
        defects.add(
            "says "
                + KEYWORD
                + ": "
                + tag
                + " at "
                + node.pointer()
                + ", expected one of "
                + String.join(", ", new TreeSet<>(ACTIONS.keySet())));
      }
    }
    while (!open.isEmpty()) {
      Node node = open.remove(open.size() - 1);
      if (leading.add(node)) {
        open.addAll(sources.getOrDefault(node, List.of()));
      }
    }
  }

  private void walk(Node node, String path) {
    if (underway.contains(node)) {
      defects.add(
          "tags personal data below "
              + named(node)
              + ", which contains itself: such a tag would stand at endless paths; tag what holds"
              + " it, or name the paths in governance.pii");
      return;
    }
    if (actions.size() > MOST_PATHS) {
      defects.add("tags personal data at more than " + MOST_PATHS + " paths");
      return;
    }
    if (!visited.computeIfAbsent(node, unseen -> new HashSet<>()).add(path)) {
      return;
    }
    PiiAction action = ACTIONS.get(node.schema().path(KEYWORD).asText());
    if (action != null) {
      actions.computeIfAbsent(path, untagged -> new TreeSet<>()).add(action);
    }
    underway.add(node);
    for (Edge edge : node.edges()) {
      if (leading.contains(edge.to())) {
        follow(node, edge, path);
      }
    }
    underway.remove(node);
  }

  private void follow(Node from, Edge edge, String path) {
    switch (edge.reach()) {
      case IN_PLACE -> walk(edge.to(), path);
      case EACH -> {
        Set<String> names = beside.computeIfAbsent(path + "/*", unseen -> new TreeSet<>());
        from.edges().stream()
            .filter(other -> other.reach() == Reach.NAMED)
            .forEach(other -> names.add(SubSchemas.escaped(other.name())));
        walk(edge.to(), path + "/*");
      }
      case NAMED -> {
        if (edge.name().equals("*")) {
          defects.add(
              "tags personal data below a member * at " + named(from) + ": no path names it");
        } else {
          walk(edge.to(), path + "/" + SubSchemas.escaped(edge.name()));
        }
      }
      case UNNAMEABLE ->
          defects.add(
              "tags personal data below "
                  + named(edge.to())
                  + ": names and encoded texts have no path; tag the field that holds them");
      case DEFINITION -> throw new AssertionError(edge);
    }
  }

  private void judge(String path, Set<PiiAction> said) {
    if (path.isEmpty()) {
      defects.add("tags the whole event as personal data: tag its fields");
    }
    if (said.size() > 1) {
      defects.add(
          "has the tags "
              + spelled(said)
              + " for "
              + path
              + ": keep one, or say it in governance.pii");
    }
    String around = path.endsWith("/*") ? path.substring(0, path.length() - 1) : "";
    for (String name : around.isEmpty() ? Set.<String>of() : beside.getOrDefault(path, Set.of())) {
      if (!actions.containsKey(around + name) && !settled.contains(around + name)) {
        defects.add(
            "tags every member of "
                + (around.length() == 1 ? "the event" : around.substring(0, around.length() - 1))
                + ", the untagged "
                + name
                + " included: tag that too, or put the others into an object of their own");
      }
    }
  }

  private static String spelled(Set<PiiAction> actions) {
    return actions.stream()
        .map(action -> action.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" and "));
  }

  private static String named(Node node) {
    return node.pointer().isEmpty() ? "its root" : node.pointer();
  }
}
