package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A custom model that can be called. What it is at a time follows from the clock alone, so that a
 * restart changes nothing.
 *
 * @param id 12 characters
 * @param token a call with the same one is the same call
 * @param model ARN of the model that it is made for at last
 * @param update the last one, where there was one
 */
public record Deployment(
    String id, Asked asked, String token, Instant created, String model, Optional<Update> update) {

  /**
   * What the caller has asked for in the beginning.
   *
   * @param model ARN
   */
  public record Asked(String name, Optional<String> description, String model) {}

  /**
   * A change of the model.
   *
   * @param before ARN of the model that goes on answering meanwhile
   */
  public record Update(String before, Instant at) {}

  /** One that was just asked for. */
  static Deployment asked(String id, Asked asked, String token, Instant at) {
    return new Deployment(id, asked, token, at, asked.model(), Optional.empty());
  }

  /** Its name for everybody, and what it is called by. */
  public String arn() {
    return Arns.deployment(id);
  }

  /** Whether a caller means this one. */
  boolean isCalled(String identifier) {
    return identifier.equals(arn()) || identifier.equals(asked.name());
  }

  /** Whether it is still being made. */
  boolean isCreating(Instant now, Duration deploying) {
    return now.isBefore(created.plus(deploying));
  }

  /** Whether it is being changed. */
  boolean isUpdating(Instant now, Duration deploying) {
    return update.isPresent() && now.isBefore(update.get().at().plus(deploying));
  }

  /** ARN of the model that answers. */
  String answering(Instant now, Duration deploying) {
    return isUpdating(now, deploying) ? update.orElseThrow().before() : model;
  }

  /** The same, whose model is to be another. */
  Deployment with(String other, Instant now, Duration deploying) {
    return new Deployment(
        id, asked, token, created, other, Optional.of(new Update(answering(now, deploying), now)));
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("name", asked.name()).put("asked", asked.model()).put("token", token);
    asked.description().ifPresent(text -> json.put("description", text));
    json.put("created", created.toString()).put("model", model);
    update.ifPresent(
        last ->
            json.putObject("update").put("before", last.before()).put("at", last.at().toString()));
    return json;
  }

  /** Reads it back from the disk. */
  static Deployment of(JsonNode json) {
    JsonNode update = json.path("update");
    return new Deployment(
        json.path("id").asText(),
        new Asked(
            json.path("name").asText(),
            Optional.ofNullable(json.path("description").textValue()),
            json.path("asked").asText()),
        json.path("token").asText(),
        Instant.parse(json.path("created").asText()),
        json.path("model").asText(),
        update.isObject()
            ? Optional.of(
                new Update(
                    update.path("before").asText(), Instant.parse(update.path("at").asText())))
            : Optional.empty());
  }
}
