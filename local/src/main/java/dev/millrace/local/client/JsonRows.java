package dev.millrace.local.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows of a file with one JSON value a line; empty lines count but are passed over.
 *
 * <p><i>Shape</i>: columns are top-level fields, or JSON Pointers where they begin with a slash. A
 * value is sent as it was written, unless a label has to be taken out of it.
 */
final class JsonRows implements RowReader {

  private final RowColumns columns;
  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  JsonRows(RowColumns columns) {
    this.columns = columns;
  }

  @Override
  public void read(Reader text, Consumer<Row> to, Consumer<RefusedRow> refused) throws IOException {
    BufferedReader lines = new BufferedReader(text);
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        take(number, line, to, refused);
      }
    }
  }

  private void take(long number, String line, Consumer<Row> to, Consumer<RefusedRow> refused) {
    JsonNode value;
    try {
      value = json.readTree(line);
    } catch (JsonProcessingException e) {
      refused.accept(new RefusedRow(number, "it is not strict JSON"));
      return;
    } catch (NumberFormatException e) {
      refused.accept(new RefusedRow(number, "it holds a number beyond all measure"));
      return;
    }
    Optional<String> id = columns.id().flatMap(name -> text(value, name));
    if (columns.id().isPresent() && id.isEmpty()) {
      refused.accept(new RefusedRow(number, "it has no text or number at " + columns.id().get()));
      return;
    }
    Optional<String> label = columns.label().flatMap(name -> text(value, name));
    String content = columns.label().map(name -> without(value, name, line)).orElse(line);
    to.accept(
        new Row(number, id.orElseGet(() -> columns.ids().id(number, content)), content, label));
  }

  private String without(JsonNode value, String column, String line) {
    JsonPointer pointer = pointer(column);
    if (value.at(pointer.head()) instanceof ObjectNode parent
        && parent.remove(pointer.last().getMatchingProperty()) != null) {
      return value.toString();
    }
    return line;
  }

  private static Optional<String> text(JsonNode value, String column) {
    JsonNode found = value.at(pointer(column));
    return found.isTextual() || found.isNumber()
        ? Optional.of(found.asText()).filter(text -> !text.isBlank())
        : Optional.empty();
  }

  private static JsonPointer pointer(String column) {
    return column.startsWith("/")
        ? JsonPointer.compile(column)
        : JsonPointer.compile("/" + column.replace("~", "~0").replace("/", "~1"));
  }
}
