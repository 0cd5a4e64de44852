package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.spending.Spending;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.json.RecordJson;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Shows how the budgets of a tenant stand: {@code GET /v1/budgets}.
 *
 * <p><i>Shape</i>: those that are the tenant's alone, among them those of pipelines that it alone
 * uses, in the fields of the Avro record; what it shares with others is not there, because it would
 * show what these spend.
 */
final class BudgetsEndpoint {

  private final Spending spending;

  BudgetsEndpoint(Spending spending) {
    this.spending = spending;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Optional<String> pipeline = call.queryValue("pipeline");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode budgets = answer.putArray("budgets");
    spending.budgets().apply(tenant).stream()
        .filter(status -> pipeline.map(name -> name.equals(status.getPipeline())).orElse(true))
        .forEach(status -> budgets.add(RecordJson.of(status)));
    return HttpReply.of(200, EventBodies.JSON, answer.toString().getBytes(UTF_8)).done();
  }
}
