package dev.millrace.ingestion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The description that a gateway serves, as what its replies are held against.
 *
 * <p><i>Shape</i>: its schemas are closed: a member that they do not describe does not fit.
 */
final class OpenApiDocument {

  private final JsonNode document;
  private final ObjectNode components;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  OpenApiDocument(JsonNode document) {
    this.document = document;
    this.components = document.path("components").deepCopy();
    close(components);
  }

  /** Every status of every operation, such as {@code publishEvents 202}. */
  Set<String> replies() {
    Set<String> replies = new TreeSet<>();
    for (JsonNode operation : operations()) {
      for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
        replies.add(operation.path("operationId").asText() + " " + response.getKey());
      }
    }
    return replies;
  }

  /** What of a reply is not as the document says; empty where it fits. */
  List<String> misfits(String operationId, OpenApiReplies.Answer answer) {
    JsonNode response =
        resolved(operation(operationId).path("responses").path(String.valueOf(answer.status())));
    if (response.isMissingNode()) {
      return List.of("status " + answer.status() + " is not described");
    }
    List<String> misfits = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      if (header.getValue().path("required").asBoolean()
          && answer.header(header.getKey()).isEmpty()) {
        misfits.add("header " + header.getKey() + " is missing");
      }
    }
    String type = answer.header("Content-Type").orElse("");
    JsonNode content = response.path("content").path(type);
    if (content.isMissingNode()) {
      misfits.add("content of type " + type + " is not described");
      return misfits;
    }
    misfits.addAll(misfits(content.path("schema"), answer.body()));
    return misfits;
  }

  /** What of a value does not fit a schema of the document. */
  List<String> misfits(JsonNode schema, JsonNode value) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("components", components);
    root.putArray("allOf").add(schema);
    return schemas.getSchema(root).validate(value).stream().map(Error::toString).toList();
  }

  /** The schema of that name. */
  JsonNode schema(String name) {
    return components.path("schemas").path(name);
  }

  private JsonNode operation(String operationId) {
    return operations().stream()
        .filter(one -> one.path("operationId").asText().equals(operationId))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no operation " + operationId));
  }

  private List<JsonNode> operations() {
    List<JsonNode> operations = new ArrayList<>();
    for (JsonNode path : document.path("paths")) {
      path.forEach(operations::add);
    }
    return operations;
  }

  private JsonNode resolved(JsonNode node) {
    return Optional.of(node.path("$ref"))
        .filter(JsonNode::isTextual)
        .map(reference -> document.at(reference.asText().substring(1)))
        .orElse(node);
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiDocument::close);
  }
}
