package dev.millrace.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.schemas.json.RecordJson;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Shows what happened to the models of a pipeline: {@code GET /v1/models/history?pipeline=P}.
 *
 * <p><i>Shape</i>: reasons to train, and steps with who took them, each oldest first; of a pipeline
 * that the tenant alone uses, of others nothing.
 *
 * <p><i>Failure</i>: 400 without a pipeline; 503 while older records are still being read.
 */
final class HistoryEndpoint {

  private final AuditMemory audit;
  private final RetrainingMemory reasons;
  private final Supplier<Optional<SoleTenants>> tenants;

  /**
   * One.
   *
   * @param tenants who uses which pipeline alone; nothing while that is not known
   */
  HistoryEndpoint(
      AuditMemory audit, RetrainingMemory reasons, Supplier<Optional<SoleTenants>> tenants) {
    this.audit = audit;
    this.reasons = reasons;
    this.tenants = tenants;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Optional<String> pipeline = call.queryValue("pipeline");
    if (pipeline.isEmpty()) {
      return Answers.invalid("pipeline is missing: name one").done();
    }
    Optional<SoleTenants> known = tenants.get();
    if (known.isEmpty()) {
      return Answers.stillReading().done();
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode events = answer.putArray("events");
    ArrayNode steps = answer.putArray("steps");
    if (known.get().hasForItself(tenant, pipeline.get())) {
      for (RetrainingEvent reason : reasons.of(pipeline.get())) {
        events.add(RecordJson.of(reason));
      }
      for (AuditEvent step : audit.steps(pipeline.get())) {
        steps
            .addObject()
            .put("at", step.getAt().toString())
            .put("action", step.getAction())
            .put("subject", step.getSubject())
            .put("actor", step.getActor());
      }
    }
    return Answers.ok(answer).done();
  }
}
