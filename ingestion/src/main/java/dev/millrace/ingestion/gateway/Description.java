package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The OpenAPI document of a gateway, with the parts of its additions. */
final class Description {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Description() {}

  /**
   * The document.
   *
   * @param parts as {@link Addition#description()} gives them
   */
  static byte[] of(List<String> parts) {
    try (InputStream stream = Description.class.getResourceAsStream("openapi.json")) {
      if (stream == null) {
        throw new AssertionError("openapi.json is missing in the jar");
      }
      JsonNode document = MAPPER.readTree(stream);
      for (String part : parts) {
        JsonNode more = MAPPER.readTree(part);
        add(more.path("paths"), document.path("paths"));
        add(more.path("schemas"), document.path("components").path("schemas"));
      }
      return document.toString().getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json cannot be read from the jar", e);
    }
  }

  private static void add(JsonNode more, JsonNode to) {
    if (to instanceof ObjectNode object) {
      more.properties().forEach(one -> object.set(one.getKey(), one.getValue()));
    }
  }
}
