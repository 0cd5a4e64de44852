package dev.millrace.schemas.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The kinds that text, lists and mappings come in. */
final class Kinds {

  /**
   * RFC 6901, without the pointer to the whole document. Nothing is given back once it is taken:
   * otherwise each character would take stack.
   */
  private static final Pattern POINTER = Pattern.compile("(?:/(?:[^/~]|~[01])*+)++");

  /** The same, where a whole name may be a star. */
  private static final Pattern PATH = Pattern.compile("(?:/(?:\\*|(?:[^/~*]|~[01])*+))++");

  private Kinds() {}

  /** How a kind reads its value. */
  @FunctionalInterface
  interface Reading<T> {

    @Nullable T of(Value value);
  }

  private record Simple<T>(String shape, Reading<T> reading) implements Kind<T> {

    @Override
    public @Nullable T read(Value value) {
      return reading.of(value);
    }
  }

  private record Mapping(List<Field<?>> fields) implements Kind<Section> {

    @Override
    public String shape() {
      return "a mapping";
    }

    @Override
    public @Nullable Section read(Value value) {
      return Section.of(value, fields);
    }
  }

  private record Sequence<T>(Kind<T> each) implements Kind<List<T>> {

    @Override
    public String shape() {
      return each.fields().isEmpty() ? "a list, each " + each.shape() : "a list of mappings";
    }

    @Override
    public List<Field<?>> fields() {
      return each.fields();
    }

    @Override
    public @Nullable List<T> read(Value value) {
      if (!(value.node() instanceof SequenceNode sequence)) {
        return value.isNot("a list");
      }
      List<T> read = new ArrayList<>();
      for (Node node : sequence.getValue()) {
        T element = each.read(value.at(read.size(), node));
        if (element == null) {
          return readRest(value, sequence, read.size() + 1);
        }
        read.add(element);
      }
      return List.copyOf(read);
    }

    /** The list is lost, but the problems of its other elements are told too. */
    private @Nullable List<T> readRest(Value value, SequenceNode sequence, int from) {
      for (int i = from; i < sequence.getValue().size(); i++) {
        each.read(value.at(i, sequence.getValue().get(i)));
      }
      return null;
    }
  }

  static <T> Kind<T> of(String shape, Reading<T> reading) {
    return new Simple<>(shape, reading);
  }

  static Kind<Section> section(List<Field<?>> fields) {
    return new Mapping(fields);
  }

  static <T> Kind<List<T>> listOf(Kind<T> each) {
    return new Sequence<>(each);
  }

  /** Text of a given shape. */
  static Kind<String> matching(Pattern pattern, String shape) {
    return of(
        shape,
        value -> {
          String text = value.text(shape);
          return text == null || pattern.matcher(text).matches() ? text : value.isNot(shape);
        });
  }

  /** A truth value of YAML 1.2. */
  static Kind<Boolean> truth() {
    String shape = "`true` or `false`";
    return of(
        shape,
        value ->
            (value.node() instanceof ScalarNode scalar && value.node().getTag().equals(Tag.BOOL))
                ? Boolean.valueOf(scalar.getValue())
                : value.isNot(shape));
  }

  static Kind<String> pointer() {
    return matching(POINTER, "a JSON Pointer such as `/customer/id`");
  }

  /** A JSON Pointer to any number of places. */
  static Kind<String> path() {
    return matching(
        PATH,
        "a JSON Pointer such as `/contacts/*/email`, where a `*` between slashes stands for every"
            + " item or member");
  }

  /** One of the names of an enum, in lower case. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> names = constants.stream().map(Kinds::lower).toList();
    String shape = "one of " + String.join(", ", names.stream().map(n -> "`" + n + "`").toList());
    return of(
        shape,
        value -> {
          String text = value.text(shape);
          if (text == null) {
            return null;
          }
          int index = names.indexOf(text);
          return index < 0 ? value.isNot(shape) : constants.get(index);
        });
  }

  /** A mapping from JSON Pointers to values of one kind. */
  static <T> Kind<Map<String, T>> byPointer(Kind<T> each) {
    return by(pointer(), "a mapping from JSON Pointers to " + each.shape(), each);
  }

  /** A mapping from JSON Pointers, in which stars are allowed, to values of one kind. */
  static <T> Kind<Map<String, T>> byPath(Kind<T> each) {
    return by(
        path(),
        "a mapping from JSON Pointers, such as `/email` or `/contacts/*/email`, to " + each.shape(),
        each);
  }

  private static <T> Kind<Map<String, T>> by(Kind<String> keys, String shape, Kind<T> each) {
    return of(
        shape,
        value -> {
          if (!(value.node() instanceof MappingNode mapping)) {
            return value.isNot(shape);
          }
          Map<String, T> read = new LinkedHashMap<>();
          for (NodeTuple entry : mapping.getValue()) {
            String key = keys.read(value.key(entry.getKeyNode()));
            T element = key == null ? null : each.read(value.at(key, entry.getValueNode()));
            if (key != null && element != null && read.put(key, element) != null) {
              value.at(key, entry.getKeyNode()).wrong("is given twice");
            }
          }
          return read;
        });
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
