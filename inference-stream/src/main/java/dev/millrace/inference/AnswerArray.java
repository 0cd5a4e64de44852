package dev.millrace.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.pack.ArrayReader.Element;
import dev.millrace.inference.domain.pack.ArrayReader.Elements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the JSON array that a model answers several records with: from its first bracket, whatever
 * models like to put before it, to its end or to where it breaks off.
 */
final class AnswerArray {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String INDEX = "i";

  private AnswerArray() {}

  /** Reads it; see {@link dev.millrace.inference.domain.pack.ArrayReader}. */
  static Optional<Elements> read(String text, String member) {
    int begin = text.indexOf('[');
    if (begin < 0) {
      return Optional.empty();
    }
    List<Element> complete = new ArrayList<>();
    boolean isWhole = false;
    try (JsonParser parser = JSON.createParser(text.substring(begin))) {
      JsonToken token = parser.nextToken();
      while ((token = parser.nextToken()) != null && token != JsonToken.END_ARRAY) {
        element(JSON.readTree(parser), member).ifPresent(complete::add);
      }
      isWhole = token == JsonToken.END_ARRAY;
    } catch (IOException | NumberFormatException e) {
      // It breaks off, or holds a number that no BigDecimal is: what came before counts.
      isWhole = false;
    }
    return Optional.of(new Elements(complete, isWhole));
  }

  private static Optional<Element> element(JsonNode node, String member) {
    JsonNode index = node.path(INDEX);
    JsonNode answer = node.path(member);
    if (!index.isIntegralNumber() || !index.canConvertToInt() || answer.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new Element(index.intValue(), answer.isTextual() ? answer.textValue() : answer.toString()));
  }
}
