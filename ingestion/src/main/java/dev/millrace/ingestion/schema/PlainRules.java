package dev.millrace.ingestion.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.domain.json.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/** The keywords that are known without the library, each as a {@link PlainRule}. */
final class PlainRules {

  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private static final int QUOTES = 2;

  /** What a schema calls a type, in capitals. */
  private enum Type {
    ARRAY,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    OBJECT,
    STRING;

    static Optional<Type> named(String name) {
      return Arrays.stream(values())
          .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst();
    }
  }

  private PlainRules() {}

  /** The rule of a keyword; nothing where it is none of these, or says something unusual. */
  static Optional<PlainRule> of(String keyword, JsonNode says) {
    return switch (keyword) {
      case "$schema" -> says.asText().equals(DRAFT) ? Optional.of(value -> true) : Optional.empty();
      case "type" -> type(says);
      case "const" -> oneOf(says.isTextual() ? Set.of(says.textValue()) : Set.of());
      case "enum" -> oneOf(Set.copyOf(texts(says)));
      case "pattern" -> pattern(says);
      case "minLength" -> bound(says).map(least -> value -> isLong(value, least));
      case "maxLength" -> bound(says).map(most -> value -> isShort(value, most));
      case "minItems" -> bound(says).map(least -> value -> items(value, n -> n >= least));
      case "maxItems" -> bound(says).map(most -> value -> items(value, n -> n <= most));
      case "minimum" -> bound(says).map(least -> value -> number(value, least, sign -> sign >= 0));
      case "maximum" -> bound(says).map(most -> value -> number(value, most, sign -> sign <= 0));
      case "exclusiveMinimum" ->
          bound(says).map(below -> value -> number(value, below, sign -> sign > 0));
      case "exclusiveMaximum" ->
          bound(says).map(above -> value -> number(value, above, sign -> sign < 0));
      default -> Optional.empty();
    };
  }

  /** The texts of a list, as far as they are such. */
  static Set<String> texts(JsonNode list) {
    Set<String> texts = new HashSet<>();
    for (JsonNode one : list) {
      if (one.isTextual()) {
        texts.add(one.textValue());
      }
    }
    return texts;
  }

  private static Optional<PlainRule> type(JsonNode says) {
    Set<String> names = says.isTextual() ? Set.of(says.textValue()) : texts(says);
    Set<Type> types = EnumSet.noneOf(Type.class);
    names.forEach(name -> Type.named(name).ifPresent(types::add));
    return names.isEmpty() || types.size() < names.size()
        ? Optional.empty()
        : Optional.of(value -> isOf(value, types));
  }

  private static boolean isOf(JsonValue value, Set<Type> types) {
    if (value instanceof JsonValue.Text) {
      return types.contains(Type.STRING);
    }
    if (value instanceof JsonValue.Numeric number) {
      return types.contains(Type.NUMBER)
          || (types.contains(Type.INTEGER) && PlainNumber.isWhole(number));
    }
    if (value instanceof JsonValue.Fields) {
      return types.contains(Type.OBJECT);
    }
    if (value instanceof JsonValue.Items) {
      return types.contains(Type.ARRAY);
    }
    if (value instanceof JsonValue.Truth) {
      return types.contains(Type.BOOLEAN);
    }
    return value instanceof JsonValue.Nothing && types.contains(Type.NULL);
  }

  /** Of all that may be listed, texts are told apart here. */
  private static Optional<PlainRule> oneOf(Set<String> texts) {
    return Optional.of(
        value -> value instanceof JsonValue.Text text && texts.contains(text.value()));
  }

  private static Optional<PlainRule> pattern(JsonNode says) {
    return PlainPattern.read(says.asText())
        .map(
            pattern ->
                value -> !(value instanceof JsonValue.Text text) || pattern.fits(text.value()));
  }

  private static boolean isLong(JsonValue value, int least) {
    return !(value instanceof JsonValue.Text text) || text.characters() >= least;
  }

  /** No character is written with less than a byte. */
  private static boolean isShort(JsonValue value, int most) {
    return !(value instanceof JsonValue.Text text)
        || text.slice().length() - QUOTES <= most
        || text.characters() <= most;
  }

  private static boolean items(JsonValue value, IntPredicate number) {
    return !(value instanceof JsonValue.Items array) || number.test(array.items().size());
  }

  private static boolean number(JsonValue value, int bound, IntPredicate sign) {
    if (!(value instanceof JsonValue.Numeric number)) {
      return true;
    }
    OptionalInt comparison = PlainNumber.compare(number, bound);
    return comparison.isPresent() && sign.test(comparison.getAsInt());
  }

  /** Usual bounds alone. */
  private static Optional<Integer> bound(JsonNode says) {
    return says.isInt() && Math.abs((long) says.intValue()) <= PlainNumber.MOST_BOUND
        ? Optional.of(says.intValue())
        : Optional.empty();
  }
}
