package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;

/** Makes values of any Avro schema in plain JSON, the same for the same seed. */
final class PlainSamples {

  private static final int MAX_ITEMS = 3;
  private static final int MAX_DEPTH = 12;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String[] TEXTS = {"", "a", "größer", "日本語", "\uD83D\uDE80", "\"\n"};

  private final RandomGenerator random;

  PlainSamples(RandomGenerator random) {
    this.random = random;
  }

  /** A value; nothing where there is none of finite depth. */
  Optional<JsonNode> of(Schema schema) {
    return value(schema, 0);
  }

  private Optional<JsonNode> value(Schema schema, int depth) {
    if (depth > MAX_DEPTH) {
      return Optional.empty();
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth);
      case UNION -> branch(schema.getTypes(), depth);
      case ARRAY -> {
        ArrayNode array = JSON.arrayNode();
        repeat(schema.getElementType(), depth, array::add);
        yield Optional.of(array);
      }
      case MAP -> {
        ObjectNode map = JSON.objectNode();
        repeat(schema.getValueType(), depth, value -> map.set(text() + map.size(), value));
        yield Optional.of(map);
      }
      case NULL -> Optional.of(NullNode.instance);
      case BOOLEAN -> Optional.of(BooleanNode.valueOf(random.nextBoolean()));
      case STRING, BYTES, FIXED -> Optional.of(TextNode.valueOf(text()));
      case ENUM -> Optional.of(TextNode.valueOf(oneOf(schema.getEnumSymbols())));
      case INT -> number(BigDecimal.valueOf(random.nextInt()));
      case LONG -> number(BigDecimal.valueOf(random.nextLong()));
      case FLOAT -> number(new BigDecimal(random.nextFloat()));
      case DOUBLE -> number(BigDecimal.valueOf(random.nextGaussian()));
    };
  }

  private Optional<JsonNode> record(Schema schema, int depth) {
    ObjectNode object = JSON.objectNode();
    for (Schema.Field field : schema.getFields()) {
      Optional<JsonNode> value = value(field.schema(), depth + 1);
      boolean isLeftOut = field.hasDefaultValue() && (value.isEmpty() || random.nextBoolean());
      if (value.isEmpty() && !isLeftOut) {
        return Optional.empty();
      }
      if (!isLeftOut) {
        object.set(field.name(), value.get());
      }
    }
    return Optional.of(object.put("no field", "it may be there"));
  }

  private Optional<JsonNode> branch(List<Schema> branches, int depth) {
    if (branches.isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonNode> chosen = value(oneOf(branches), depth + 1);
    return chosen.isPresent()
        ? chosen
        : branches.stream().flatMap(each -> value(each, depth + 1).stream()).findFirst();
  }

  private void repeat(Schema element, int depth, Consumer<JsonNode> into) {
    for (int i = random.nextInt(MAX_ITEMS + 1); i > 0; i--) {
      value(element, depth + 1).ifPresent(into);
    }
  }

  private static Optional<JsonNode> number(BigDecimal value) {
    return ExactNumbers.of(value.toString());
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
