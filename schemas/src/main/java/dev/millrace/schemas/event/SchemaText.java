package dev.millrace.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import org.apache.avro.Schema;

/** A schema as it is written, read into a JSON Schema whichever language it is written in. */
sealed interface SchemaText {

  String DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";

  /** It can be read. */
  record Plain(ObjectNode schema) implements SchemaText {}

  /**
   * It cannot.
   *
   * @param defect completes a sentence that begins with the file's name
   */
  record Unreadable(String defect) implements SchemaText {}

  /** Reads one. */
  static SchemaText of(EventSchema schema) {
    return schema.getFormat() == SchemaFormat.AVRO
        ? avro(schema.getText())
        : json(schema.getText());
  }

  private static SchemaText avro(String text) {
    try {
      Schema schema = new Schema.Parser().parse(text);
      return schema.getType() == Schema.Type.RECORD
          ? new Plain(AvroAsJsonSchema.of(schema))
          : new Unreadable(
              "is the schema of " + schema.getType().getName() + ", expected a record");
    } catch (RuntimeException e) {
      // Of what is no schema Avro throws its own exceptions, and others as well.
      return new Unreadable("is no Avro schema: " + firstLine(e));
    }
  }

  private static SchemaText json(String text) {
    JsonNode schema;
    try {
      schema = Reader.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return new Unreadable("is not JSON: " + firstLine(e));
    } catch (NumberFormatException e) {
      return numberOutOfRange();
    }
    if (!schema.isObject()) {
      return new Unreadable("is no JSON Schema: expected an object");
    }
    String draft = schema.path("$schema").asText(DRAFT_2020_12);
    if (!draft.equals(DRAFT_2020_12)) {
      return new Unreadable("is written in " + draft + ", expected " + DRAFT_2020_12);
    }
    try {
      return new Plain((ObjectNode) Reader.exact(schema));
    } catch (NumberFormatException e) {
      return numberOutOfRange();
    }
  }

  private static Unreadable numberOutOfRange() {
    return new Unreadable(
        "holds a number of more than "
            + ExactNumbers.MAX_LENGTH
            + " digits or with an exponent beyond "
            + ExactNumbers.MAX_EXPONENT);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Reads JSON so that its numbers are those of {@link ExactNumbers}. */
  final class Reader {

    private static final ObjectMapper JSON =
        JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Reader() {}

    static JsonNode exact(JsonNode node) {
      if (node.isNumber()) {
        return ExactNumbers.of(node.asText()).orElseThrow(NumberFormatException::new);
      }
      if (node.isArray()) {
        ArrayNode array = NODES.arrayNode(node.size());
        node.forEach(item -> array.add(exact(item)));
        return array;
      }
      if (node.isObject()) {
        ObjectNode object = NODES.objectNode();
        node.properties().forEach(member -> object.set(member.getKey(), exact(member.getValue())));
        return object;
      }
      return node;
    }
  }
}
