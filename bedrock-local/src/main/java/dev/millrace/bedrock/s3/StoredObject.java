package dev.millrace.bedrock.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object that is stored.
 *
 * @param etag without quotes
 * @param modified when it was put
 */
public record StoredObject(
    String key, long size, String etag, Instant modified, ObjectAbout about) {

  /** For the end of its file. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key", key).put("size", size).put("etag", etag).put("modified", modified.toString());
    ObjectNode headers = json.putObject("headers");
    new TreeMap<>(about.headers()).forEach(headers::put);
    about
        .checksum()
        .ifPresent(
            checksum ->
                json.putObject("checksum")
                    .put("algorithm", checksum.algorithm())
                    .put("value", checksum.value()));
    return json;
  }

  /** Reads it back. */
  static StoredObject of(JsonNode json) {
    Map<String, String> headers = new TreeMap<>();
    json.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    JsonNode checksum = json.path("checksum");
    Optional<ObjectAbout.Checksum> proved =
        checksum.isObject()
            ? Optional.of(
                new ObjectAbout.Checksum(
                    checksum.path("algorithm").asText(), checksum.path("value").asText()))
            : Optional.empty();
    String etag = json.path("etag").asText();
    return new StoredObject(
        json.path("key").asText(),
        json.path("size").asLong(),
        etag,
        Instant.parse(json.path("modified").asText()),
        new ObjectAbout(headers, proved, Optional.of(etag)));
  }
}
