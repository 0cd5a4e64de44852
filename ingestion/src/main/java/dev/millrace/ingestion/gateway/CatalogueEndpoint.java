package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Shows which pipelines there are, and what topics hold: {@code GET /v1/pipelines} and {@code GET
 * /v1/topics}.
 *
 * <p><i>Shape</i>: of a pipeline what any tenant finds out by publishing to it, and neither prompt
 * nor the topic of a producer; of a topic the catalogue of this build, with the schema that it
 * writes.
 */
final class CatalogueEndpoint {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Supplier<Collection<PipelineSpec>> specs;
  private final byte[] topics = topicsJson().toString().getBytes(UTF_8);

  /**
   * Of some pipelines.
   *
   * @param specs those in force
   */
  CatalogueEndpoint(Supplier<Collection<PipelineSpec>> specs) {
    this.specs = specs;
  }

  CompletionStage<HttpReply> pipelines() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode pipelines = answer.putArray("pipelines");
    specs.get().stream()
        .sorted(Comparator.comparing(PipelineSpec::getPipeline))
        .forEach(spec -> pipelines.add(json(spec)));
    return HttpReply.of(200, EventBodies.JSON, answer.toString().getBytes(UTF_8)).done();
  }

  CompletionStage<HttpReply> topics() {
    return HttpReply.of(200, EventBodies.JSON, topics).done();
  }

  private static ObjectNode json(PipelineSpec spec) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("pipeline", spec.getPipeline())
        .put("task", spec.getTask().name())
        .put("revision", spec.getRevision())
        .put("appliedAt", spec.getAppliedAt().toString());
  }

  private static ObjectNode topicsJson() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode topics = answer.putArray("topics");
    Topics.all().forEach(topic -> topics.add(json(topic)));
    return answer;
  }

  private static ObjectNode json(Topic<?> topic) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", topic.name())
            .put("purpose", topic.purpose())
            .put("key", topic.key());
    if (topic.retention() instanceof Topic.Retention.Delete delete) {
      json.put("retentionSeconds", delete.after().toSeconds());
    } else {
      json.putNull("retentionSeconds");
    }
    json.put("subject", topic.valueSubject());
    try {
      json.set("schema", MAPPER.readTree(topic.schema().toString()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("the schema of " + topic.name() + " is no JSON", e);
    }
    return json;
  }
}
