package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An application inference profile: another name for a model, that costs can be told apart by.
 *
 * @param id 12 characters
 * @param token a call with the same one is the same call
 */
record InferenceProfile(
    String id,
    Asked asked,
    String token,
    Instant created,
    Instant updated,
    Map<String, String> tags) {

  /**
   * What the caller wants it to be.
   *
   * @param source the ARN of the model or profile that it is made of
   */
  record Asked(String name, Optional<String> description, String source) {}

  InferenceProfile {
    tags = Map.copyOf(tags);
  }

  /** The id of the model that it stands for. */
  String base() {
    return asked.source().substring(asked.source().lastIndexOf('/') + 1);
  }

  InferenceProfile with(Map<String, String> other, Instant at) {
    return new InferenceProfile(id, asked, token, created, at, other);
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("name", asked.name()).put("source", asked.source());
    asked.description().ifPresent(text -> json.put("description", text));
    json.put("token", token).put("created", created.toString()).put("updated", updated.toString());
    ObjectNode all = json.putObject("tags");
    new TreeMap<>(tags).forEach(all::put);
    return json;
  }

  /** Reads it back from the disk. */
  static InferenceProfile of(JsonNode json) {
    Map<String, String> tags = new TreeMap<>();
    json.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    return new InferenceProfile(
        json.path("id").asText(),
        new Asked(
            json.path("name").asText(),
            Optional.ofNullable(json.path("description").textValue()),
            json.path("source").asText()),
        json.path("token").asText(),
        Instant.parse(json.path("created").asText()),
        Instant.parse(json.path("updated").asText()),
        tags);
  }
}
