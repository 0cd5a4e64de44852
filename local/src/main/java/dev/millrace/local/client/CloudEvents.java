package dev.millrace.local.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** Writes rows as a batch of CloudEvents 1.0 whose data is the row's JSON, untouched. */
final class CloudEvents {

  private static final JsonFactory JSON = new JsonFactory();

  private CloudEvents() {}

  static String batch(List<Row> rows) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Row row : rows) {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", row.id());
        json.writeStringField("source", "/millrace/send");
        json.writeStringField("type", "dev.millrace.row");
        json.writeStringField("datacontenttype", "application/json");
        json.writeFieldName("data");
        json.writeRawValue(row.json());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
    return text.toString();
  }
}
