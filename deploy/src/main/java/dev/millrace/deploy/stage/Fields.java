package dev.millrace.deploy.stage;

import dev.millrace.schemas.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a stage file that is being read: each field is asked for once, by what it has to be,
 * and {@link #end} notes those that nobody asked for.
 *
 * <p><i>Failure</i>: what is wrong is noted, and the reading goes on with a value of no meaning;
 * whoever reads looks at the problems before he makes anything of the values.
 */
final class Fields {

  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern DOLLARS = Pattern.compile("(\\d{1,9}(\\.\\d{1,2})?) USD");

  private final String path;
  private final Node node;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<StageProblem> problems;

  private Fields(String path, Node node, List<StageProblem> problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
  }

  static Fields of(String path, Node node, List<StageProblem> problems) {
    Fields fields = new Fields(path, node, problems);
    if (!(node instanceof MappingNode mapping)) {
      fields.note(node, path, "expected fields with values");
      return fields;
    }
    for (NodeTuple entry : mapping.getValue()) {
      String key = entry.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
      if (fields.entries.putIfAbsent(key, entry) != null) {
        fields.note(entry.getKeyNode(), fields.path(key), "is given twice");
      }
    }
    return fields;
  }

  /** A text that has to be there and to match. */
  String text(String key, Pattern pattern, String shape) {
    return scalar(key, shape, text -> pattern.matcher(text).matches() ? text : null).orElse("");
  }

  /** A text that may be absent. */
  Optional<String> optionalText(String key, Pattern pattern, String shape) {
    return has(key) ? Optional.of(text(key, pattern, shape)) : Optional.empty();
  }

  /** A whole number within bounds, both inclusive. */
  int number(String key, int least, int most) {
    String shape = "a whole number from " + least + " to " + most;
    return scalar(
            key,
            shape,
            text -> {
              if (!WHOLE.matcher(text).matches()) {
                return null;
              }
              int number = Integer.parseInt(text);
              return number < least || number > most ? null : number;
            })
        .orElse(least);
  }

  /** The same, with a value where it is absent. */
  int number(String key, int least, int most, int fallback) {
    return has(key) ? number(key, least, most) : fallback;
  }

  /** True or false; false where it is absent. */
  boolean flag(String key) {
    return has(key)
        && scalar(
                key,
                "true or false",
                text ->
                    switch (text) {
                      case "true" -> Boolean.TRUE;
                      case "false" -> Boolean.FALSE;
                      default -> null;
                    })
            .orElse(false);
  }

  /** One of some texts. */
  String choice(String key, List<String> choices) {
    return scalar(
            key,
            "one of " + String.join(", ", choices),
            text -> choices.contains(text) ? text : null)
        .orElse(choices.get(0));
  }

  /** A sum such as {@code 5000 USD}. */
  BigDecimal dollars(String key) {
    return scalar(
            key,
            "a sum such as `5000 USD`",
            text ->
                DOLLARS.matcher(text).matches()
                    ? new BigDecimal(text.substring(0, text.indexOf(' ')))
                    : null)
        .orElse(BigDecimal.ZERO);
  }

  /** A section that has to be there. */
  <T> Optional<T> section(String key, Function<Fields, T> reader) {
    asked.add(key);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      missing(key, "fields with values");
      return Optional.empty();
    }
    return Optional.of(read(path(key), entry.getValueNode(), reader));
  }

  /** A section that may be absent. */
  <T> Optional<T> optionalSection(String key, Function<Fields, T> reader) {
    asked.add(key);
    return entries.containsKey(key) ? section(key, reader) : Optional.empty();
  }

  /** A list of sections, at least one. */
  <T> List<T> sections(String key, Function<Fields, T> reader) {
    asked.add(key);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      missing(key, "a list");
      return List.of();
    }
    if (!(entry.getValueNode() instanceof SequenceNode list) || list.getValue().isEmpty()) {
      note(entry.getValueNode(), path(key), "expected a list with at least one item");
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (Node item : list.getValue()) {
      items.add(read(path(key) + "[" + items.size() + "]", item, reader));
    }
    return items;
  }

  /** Texts that match; none where it is absent. */
  List<String> texts(String key, Pattern pattern, String shape) {
    asked.add(key);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      return List.of();
    }
    Node value = entry.getValueNode();
    List<String> texts = new ArrayList<>();
    if (value instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        texts.add(item instanceof ScalarNode scalar ? scalar.getValue() : "");
      }
    }
    if (!(value instanceof SequenceNode)
        || !texts.stream().allMatch(text -> pattern.matcher(text).matches())) {
      note(value, path(key), "expected " + shape);
      return List.of();
    }
    return texts;
  }

  /** Whole numbers within bounds, at least one. */
  List<Integer> numbers(String key, int least, int most) {
    asked.add(key);
    NodeTuple entry = entries.get(key);
    String shape = "whole numbers from " + least + " to " + most + " in brackets";
    if (entry == null) {
      missing(key, shape);
      return List.of();
    }
    List<Integer> numbers = new ArrayList<>();
    boolean sound = entry.getValueNode() instanceof SequenceNode list && !list.getValue().isEmpty();
    if (entry.getValueNode() instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        String text = item instanceof ScalarNode scalar ? scalar.getValue() : "";
        int number = WHOLE.matcher(text).matches() ? Integer.parseInt(text) : least - 1;
        sound = sound && number >= least && number <= most;
        numbers.add(number);
      }
    }
    if (!sound) {
      note(entry.getValueNode(), path(key), "expected " + shape);
    }
    return numbers;
  }

  /** Whether nothing is wrong so far, in this mapping or anywhere. */
  boolean isSound() {
    return problems.isEmpty();
  }

  /** Notes a problem of several fields, at one of them. */
  void wrong(String key, String message) {
    NodeTuple entry = entries.get(key);
    note(entry == null ? node : entry.getKeyNode(), path(key), message);
  }

  private <T> T read(String at, Node child, Function<Fields, T> reader) {
    Fields fields = of(at, child, problems);
    T value = reader.apply(fields);
    fields.end();
    return value;
  }

  /** Notes the fields that nobody asked for. */
  void end() {
    entries.forEach(
        (key, entry) -> {
          if (!asked.contains(key)) {
            note(
                entry.getKeyNode(),
                path(key),
                "is unknown; "
                    + Spelling.nearest(key, asked)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("here may be " + String.join(", ", asked)));
          }
        });
  }

  private boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  private <T> Optional<T> scalar(String key, String shape, Function<String, @Nullable T> parser) {
    asked.add(key);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      missing(key, shape);
      return Optional.empty();
    }
    if (entry.getValueNode() instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      Optional<T> value = Optional.ofNullable(parser.apply(scalar.getValue()));
      if (value.isEmpty()) {
        note(scalar, path(key), "expected " + shape + ", got \"" + scalar.getValue() + "\"");
      }
      return value;
    }
    note(entry.getValueNode(), path(key), "expected " + shape);
    return Optional.empty();
  }

  private void missing(String key, String shape) {
    if (node instanceof MappingNode) {
      note(node, path(key), "is missing: it takes " + shape);
    }
  }

  private void note(Node at, String where, String message) {
    int line = at.getStartMark().map(Mark::getLine).orElse(0) + 1;
    problems.add(new StageProblem(line, where, message));
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
