package dev.millrace.local.factory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;

/**
 * Where a running factory listens: the line that {@code up --json} prints.
 *
 * @param kafka host:port
 * @param pid its process
 */
public record FactoryAddress(
    URI gateway, String kafka, URI registry, URI bedrock, URI s3, long pid) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** As one JSON object. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ready", true)
        .put("gateway", gateway.toString())
        .put("kafka", kafka)
        .put("registry", registry.toString())
        .put("bedrock", bedrock.toString())
        .put("s3", s3.toString())
        .put("pid", pid);
  }

  static FactoryAddress parse(String text) throws IOException {
    JsonNode json = MAPPER.readTree(text);
    return new FactoryAddress(
        URI.create(json.path("gateway").asText()),
        json.path("kafka").asText(),
        URI.create(json.path("registry").asText()),
        URI.create(json.path("bedrock").asText()),
        URI.create(json.path("s3").asText()),
        json.path("pid").asLong());
  }
}
