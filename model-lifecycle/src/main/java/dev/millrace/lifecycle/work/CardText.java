package dev.millrace.lifecycle.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The JSON of a {@link DatasetCard}: the same card gives the same text. */
public final class CardText {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORM = "millrace-dataset-1";

  private CardText() {}

  /** Writes a card. */
  public static String of(DatasetCard card) {
    ObjectNode json = JSON.createObjectNode().put("form", FORM);
    json.put("pipeline", card.pipeline()).put("run", card.run());
    card.labels().forEach(json.putArray("labels")::add);
    new TreeSet<>(card.tenants()).forEach(json.putArray("tenants")::add);
    json.put("from", card.from().toString()).put("to", card.to().toString());
    json.set("training", part(card.training()));
    json.set("holdout", part(card.holdout()));
    ObjectNode pinned = json.putObject("pinned");
    pinned.set("feedback", offsets(card.pinned().feedback()));
    pinned.set("inference-requests", offsets(card.pinned().requests()));
    ObjectNode schemas = json.putObject("schemas");
    new TreeMap<>(card.schemas())
        .forEach((topic, ids) -> ids.forEach(schemas.withArray(topic)::add));
    json.set("leftOut", counts(card.left()));
    ObjectNode profile = json.putObject("profile");
    new TreeMap<>(card.profile()).forEach((feature, form) -> profile.put(feature, bytes(form)));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Reads what {@link #of} wrote; anything else is an {@link IllegalArgumentException}. */
  public static DatasetCard read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.path("form").asText().equals(FORM)) {
        throw new IllegalArgumentException(
            "the card of a dataset is expected to be of the form " + FORM);
      }
      return new DatasetCard(
          json.required("pipeline").asText(),
          json.required("run").asText(),
          list(json.required("labels"), JsonNode::asText),
          tenants(json.path("tenants")),
          part(json.required("training")),
          part(json.required("holdout")),
          Instant.parse(json.required("from").asText()),
          Instant.parse(json.required("to").asText()),
          new Pinned(
              offsets(json.required("pinned").required("feedback")),
              offsets(json.required("pinned").required("inference-requests"))),
          map(json.required("schemas"), ids -> list(ids, JsonNode::asInt)),
          map(json.required("leftOut"), JsonNode::asInt),
          map(json.required("profile"), CardText::binary));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the card of a dataset is not valid JSON", e);
    } catch (DateTimeException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "the card of a dataset has a time or a profile that is none", e);
    }
  }

  /** An earlier build named none; anything but names says nothing of whose the examples are. */
  private static Set<String> tenants(JsonNode json) {
    if (json.isMissingNode()) {
      return Set.of();
    }
    Set<String> tenants = new TreeSet<>();
    for (JsonNode name : json) {
      tenants.add(name.isTextual() ? name.textValue() : "");
    }
    if (!json.isArray() || tenants.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "the card of a dataset is expected to have an array of names as tenants");
    }
    return Set.copyOf(tenants);
  }

  private static ObjectNode part(DatasetCard.Part part) {
    ObjectNode json = JSON.createObjectNode().put("uri", part.uri());
    json.put("examples", part.examples()).put("bytes", part.bytes()).put("sha256", part.sha256());
    json.set("labels", counts(part.labels()));
    return json;
  }

  private static DatasetCard.Part part(JsonNode json) {
    return new DatasetCard.Part(
        json.required("uri").asText(),
        json.required("examples").asInt(),
        json.required("bytes").asLong(),
        json.required("sha256").asText(),
        map(json.required("labels"), JsonNode::asInt));
  }

  private static ObjectNode offsets(Offsets offsets) {
    ObjectNode json = JSON.createObjectNode();
    json.set("from", places(offsets.from()));
    json.set("to", places(offsets.to()));
    return json;
  }

  private static Offsets offsets(JsonNode json) {
    return new Offsets(places(json.required("from")), places(json.required("to")));
  }

  private static ObjectNode places(Map<Integer, Long> offsets) {
    ObjectNode json = JSON.createObjectNode();
    new TreeMap<>(offsets).forEach((partition, at) -> json.put(partition.toString(), at));
    return json;
  }

  private static Map<Integer, Long> places(JsonNode json) {
    Map<Integer, Long> offsets = new TreeMap<>();
    map(json, JsonNode::asLong)
        .forEach((partition, at) -> offsets.put(Integer.valueOf(partition), at));
    return offsets;
  }

  private static ObjectNode counts(Map<String, Integer> counts) {
    ObjectNode json = JSON.createObjectNode();
    new TreeMap<>(counts).forEach(json::put);
    return json;
  }

  private static <V> Map<String, V> map(JsonNode json, Function<JsonNode, V> value) {
    Map<String, V> values = new TreeMap<>();
    json.properties().forEach(entry -> values.put(entry.getKey(), value.apply(entry.getValue())));
    return values;
  }

  private static <V> List<V> list(JsonNode json, Function<JsonNode, V> value) {
    List<V> values = new ArrayList<>();
    json.forEach(item -> values.add(value.apply(item)));
    return values;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static ByteBuffer binary(JsonNode json) {
    if (!json.isTextual()) {
      throw new IllegalArgumentException(
          "the card of a dataset has a profile that is no text in Base64");
    }
    try {
      return ByteBuffer.wrap(json.binaryValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
