package dev.millrace.schemas.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.TrustedRecords;

/** Schemas and events for tests, with single quotes in place of double ones. */
final class Json {

  static {
    TrustedRecords.install();
  }

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Json() {}

  static EventSchema schema(String text) {
    return new EventSchema(SchemaFormat.JSON_SCHEMA, text.replace('\'', '"'));
  }

  static EventSchema avro(String text) {
    return new EventSchema(SchemaFormat.AVRO, text.replace('\'', '"'));
  }

  static JsonNode event(String text) {
    try {
      return SchemaText.Reader.exact(MAPPER.readTree(text.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
