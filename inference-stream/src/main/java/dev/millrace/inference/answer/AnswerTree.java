package dev.millrace.inference.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.schemas.event.EventValidator;
import dev.millrace.schemas.event.ExactNumbers;
import java.io.IOException;
import java.util.Optional;

/** Reads answers as schemas look at them: with exact numbers, and no deeper than they go. */
final class AnswerTree {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(EventValidator.MAX_DEPTH)
                  .maxNumberLength(ExactNumbers.MAX_LENGTH)
                  .build())
          .build();

  private AnswerTree() {}

  /** The tree of a JSON text; absent where it is none that a schema can look at. */
  static Optional<JsonNode> of(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      return Optional.of(read(parser));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static JsonNode read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.set(name, read(parser));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(read(parser));
      }
      return array;
    }
    if (token == JsonToken.VALUE_STRING) {
      return TextNode.valueOf(parser.getText());
    }
    if (token == JsonToken.VALUE_NULL) {
      return NullNode.instance;
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return BooleanNode.valueOf(token == JsonToken.VALUE_TRUE);
    }
    return ExactNumbers.of(parser.getText())
        .orElseThrow(() -> new IOException("a number out of range"));
  }
}
