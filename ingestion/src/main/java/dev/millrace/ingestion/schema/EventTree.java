package dev.millrace.ingestion.schema;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.schemas.event.EventValidator;
import dev.millrace.schemas.event.ExactNumbers;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event as schemas see it: the same values, and the same numbers however they are written. */
sealed interface EventTree {

  /** It can be seen so. */
  record Seen(JsonNode node) implements EventTree {}

  /** It cannot. */
  record Unseen(String objection) implements EventTree {}

  /** Takes an event over, without reading it again. */
  static EventTree of(JsonValue event) {
    try {
      return new Seen(Growth.node(event, 0));
    } catch (Growth.BoundException e) {
      return new Unseen(String.valueOf(e.getMessage()));
    }
  }

  /** Makes the nodes. */
  final class Growth {

    private static final String ENDLESS =
        "the event cannot be held against the pipeline's schema: it holds a number of more than "
            + ExactNumbers.MAX_LENGTH
            + " characters or with an exponent beyond "
            + ExactNumbers.MAX_EXPONENT;

    private static final String DEEP =
        "the event cannot be held against the pipeline's schema: it is nested more than "
            + EventValidator.MAX_DEPTH
            + " levels deep";

    /** Ends the growth; never leaves this file. */
    private static final class BoundException extends RuntimeException {

      private static final long serialVersionUID = 1;

      BoundException(String message) {
        super(message, null, false, false);
      }
    }

    private Growth() {}

    private static JsonNode node(JsonValue value, int depth) {
      if (value instanceof JsonValue.Text text) {
        return TextNode.valueOf(text.value());
      }
      if (value instanceof JsonValue.Numeric) {
        return ExactNumbers.of(digits(value.slice()))
            .orElseThrow(() -> new BoundException(ENDLESS));
      }
      if (value instanceof JsonValue.Truth truth) {
        return BooleanNode.valueOf(truth.value());
      }
      if (value instanceof JsonValue.Nothing || value instanceof JsonValue.Missing) {
        return NullNode.instance;
      }
      if (depth == EventValidator.MAX_DEPTH) {
        throw new BoundException(DEEP);
      }
      if (value instanceof JsonValue.Fields fields) {
        int size = fields.members().size();
        ObjectNode object = new ObjectNode(JsonNodeFactory.instance, new LinkedHashMap<>(2 * size));
        for (Map.Entry<String, JsonValue> member : fields.members().entrySet()) {
          object.set(member.getKey(), node(member.getValue(), depth + 1));
        }
        return object;
      }
      if (value instanceof JsonValue.Items items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.items().size());
        for (JsonValue item : items.items()) {
          array.add(node(item, depth + 1));
        }
        return array;
      }
      if (value instanceof JsonValue.Unopened unopened) {
        return node(opened(unopened.slice()), depth);
      }
      throw new AssertionError(value);
    }

    private static JsonValue opened(Slice slice) {
      return ((StrictJson.Result.Valid) StrictJson.read(slice, EventValidator.MAX_DEPTH)).value();
    }

    private static String digits(Slice slice) {
      return new String(slice.source(), slice.from(), slice.length(), ISO_8859_1);
    }
  }
}
