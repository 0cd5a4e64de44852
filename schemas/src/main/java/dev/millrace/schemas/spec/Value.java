package dev.millrace.schemas.spec;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value in the YAML, and where what is wrong with it is noted.
 *
 * @param node the YAML
 * @param path how problems name it
 * @param problems of the whole spec
 */
record Value(Node node, String path, Problems problems) {

  private static final int LONGEST_QUOTE = 40;

  /** Notes a problem; returns nothing, so that a reading can end with it. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // always null: there is nothing to cast
  <T> @Nullable T wrong(String message) {
    problems.add(node.getStartMark(), path, message);
    return null;
  }

  /** Notes what was expected and what is there instead; returns nothing. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // always null: there is nothing to cast
  <T> @Nullable T isNot(String expected) {
    return wrong("expected " + expected + ", got " + seen());
  }

  /** The value of a key of this mapping. */
  Value at(String key, Node child) {
    return new Value(child, path.isEmpty() ? key : path + "." + key, problems);
  }

  /** An element of this list. */
  Value at(int index, Node child) {
    return new Value(child, path + "[" + index + "]", problems);
  }

  /** A key of this mapping, taken for a value: to read it, or to note what is wrong with it. */
  Value key(Node child) {
    return new Value(child, path, problems);
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** The text of a scalar that YAML takes for text, or nothing where a problem has been noted. */
  @Nullable String text(String expected) {
    if (!(node instanceof ScalarNode scalar)) {
      return isNot(expected);
    }
    if (!node.getTag().equals(Tag.STR)) {
      return wrong("expected " + expected + ", got " + seen() + ": put it in quotes");
    }
    return scalar.getValue();
  }

  /** The text of a number as it is written, or nothing where a problem has been noted. */
  @Nullable String number(String expected) {
    if (node instanceof ScalarNode scalar
        && (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT))) {
      return scalar.getValue();
    }
    return isNot(expected);
  }

  private String seen() {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (isNull()) {
      return "nothing";
    }
    String text = ((ScalarNode) node).getValue();
    String quoted =
        "\""
            + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
            + "\"";
    if (node.getTag().equals(Tag.STR)) {
      return quoted;
    }
    if (node.getTag().equals(Tag.BOOL)) {
      return "the truth value " + text;
    }
    if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
      return "the number " + text;
    }
    return quoted + " tagged " + node.getTag().getValue();
  }
}
