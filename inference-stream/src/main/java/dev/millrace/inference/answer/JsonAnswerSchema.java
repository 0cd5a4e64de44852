package dev.millrace.inference.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.AnswerSchema;
import dev.millrace.record.EventSchema;
import dev.millrace.schemas.event.EventValidator;
import java.util.Optional;

/**
 * A JSON Schema that objects are held against.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class JsonAnswerSchema implements AnswerSchema {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventSchema schema;
  private final EventValidator validator;
  private final String text;

  private JsonAnswerSchema(EventSchema schema, EventValidator validator, String text) {
    this.schema = schema;
    this.validator = validator;
    this.text = text;
  }

  /**
   * Compiles a schema; takes milliseconds.
   *
   * @throws IllegalStateException where it is none: applying a spec refuses such
   */
  public static JsonAnswerSchema of(EventSchema schema) {
    try {
      return new JsonAnswerSchema(
          schema,
          EventValidator.of(schema, "the answer"),
          JSON.readTree(schema.getText()).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema of answers is not JSON", e);
    }
  }

  /** Whether it was made of this. */
  boolean isOf(EventSchema other) {
    return schema.getText().equals(other.getText());
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Optional<String> objection(String object) {
    Optional<JsonNode> tree = AnswerTree.of(object);
    return tree.isEmpty()
        ? Optional.of(
            "the answer cannot be held against the pipeline's schema: it is nested too deeply, or"
                + " holds a number that is too long")
        : validator.objection(tree.get());
  }
}
