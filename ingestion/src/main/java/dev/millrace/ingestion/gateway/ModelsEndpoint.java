package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.json.RecordJson;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * Shows the versions of models, and how far better ones are: {@code GET /v1/models}.
 *
 * <p><i>Shape</i>: of pipelines that the tenant alone uses, by pipeline and number, in the fields
 * of the Avro records: what was measured of a version, and why, tells of all who use it.
 *
 * <p><i>Failure</i>: 503 while it is not known who uses what.
 */
final class ModelsEndpoint {

  private final Models models;

  ModelsEndpoint(Models models) {
    this.models = models;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Optional<SoleTenants> tenants = models.tenants().get();
    if (tenants.isEmpty()) {
      return Problems.stillReading().done();
    }
    Optional<String> wanted = call.queryValue("pipeline");
    Predicate<String> isShown =
        pipeline ->
            wanted.map(pipeline::equals).orElse(true)
                && tenants.get().hasForItself(tenant, pipeline);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = answer.putArray("models");
    models.versions().get().stream()
        .filter(version -> isShown.test(version.getPipeline()))
        .sorted(
            Comparator.comparing(ModelVersion::getPipeline).thenComparing(ModelVersion::getVersion))
        .forEach(version -> versions.add(shown(version)));
    ArrayNode runs = answer.putArray("runs");
    models.runs().get().stream()
        .filter(run -> isShown.test(run.getPipeline()))
        .sorted(Comparator.comparing(ModelRun::getPipeline))
        .forEach(run -> runs.add(shown(run)));
    return HttpReply.of(200, EventBodies.JSON, answer.toString().getBytes(UTF_8)).done();
  }

  /** Without the profile, which is bytes for the drift detector. */
  private static ObjectNode shown(SpecificRecord record) {
    ObjectNode json = RecordJson.of(record);
    if (json.path("training") instanceof ObjectNode training) {
      training.remove("profile");
    }
    return json;
  }
}
