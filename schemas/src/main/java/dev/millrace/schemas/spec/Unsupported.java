package dev.millrace.schemas.spec;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What the spec can say and this version does not do yet, so that no promise is passed over in
 * silence. A job that learns one of these takes its row out.
 */
final class Unsupported {

  /**
   * One of them.
   *
   * @param path of the field
   * @param lack completes "this version does not yet"
   */
  record Promise(String path, String lack) {}

  /** Empty for now: a section that is described before it works comes in here. */
  static final List<Promise> TABLE = List.of();

  private Unsupported() {}

  /** Notes each of them that a spec asks for. */
  static void note(Node spec, Problems problems) {
    for (Promise promise : TABLE) {
      Node at = spec;
      Optional<Node> value = Optional.of(spec);
      for (String key : promise.path().split("\\.", -1)) {
        Optional<NodeTuple> entry = value.flatMap(node -> entry(node, key));
        value = entry.map(NodeTuple::getValueNode);
        at = entry.map(NodeTuple::getKeyNode).orElse(at);
      }
      if (value.filter(Unsupported::asksForSomething).isPresent()) {
        problems.add(
            at.getStartMark(),
            promise.path(),
            "this version does not yet " + promise.lack() + "; remove it");
      }
    }
  }

  private static Optional<NodeTuple> entry(Node node, String key) {
    if (!(node instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    return mapping.getValue().stream()
        .filter(
            entry ->
                entry.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key))
        .findFirst();
  }

  /** Null and empty collections ask for nothing. */
  private static boolean asksForSomething(Node value) {
    if (value.getTag().equals(Tag.NULL)) {
      return false;
    }
    return !(value instanceof CollectionNode<?> collection && collection.getValue().isEmpty());
  }
}
