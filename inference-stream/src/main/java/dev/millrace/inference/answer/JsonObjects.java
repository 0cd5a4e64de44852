package dev.millrace.inference.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads answers that should be JSON objects. */
public final class JsonObjects {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonObjects() {}

  /**
   * The text of exactly one JSON object, in short form; absent where the text is something else.
   */
  public static Optional<String> one(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return Optional.of(node).filter(JsonNode::isObject).map(JsonNode::toString);
    } catch (JsonProcessingException | NumberFormatException e) {
      // The second of a number whose exponent no BigDecimal has.
      return Optional.empty();
    }
  }
}
