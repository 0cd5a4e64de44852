package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.spending.CostPage;
import dev.millrace.ingestion.gateway.spending.CostQuery;
import dev.millrace.ingestion.gateway.spending.CostRow;
import dev.millrace.ingestion.gateway.spending.Dimension;
import dev.millrace.ingestion.gateway.spending.Spending;
import dev.millrace.ingestion.gateway.spending.Spending.Costs.Finding;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.json.RecordJson;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Shows what a tenant's calls cost, window by window: {@code GET /v1/costs}.
 *
 * <p><i>Shape</i>: whole windows, oldest first; where there are more than fit, {@code next} is what
 * to ask {@code from} for the rest. The newest revision of each window counts.
 *
 * <p><i>Failure</i>: 400 where a parameter is none; 503 while older windows are still being read,
 * or where too many ask at once.
 */
final class CostsEndpoint {

  private final GatewayParts parts;
  private final Spending spending;

  CostsEndpoint(GatewayParts parts, Spending spending) {
    this.parts = parts;
    this.spending = spending;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Part<CostQuery> read = CostParameters.read(tenant, call, parts.clock().instant());
    if (read instanceof Part.Bad<CostQuery> bad) {
      return bad.problem().reply().done();
    }
    CostQuery query = ((Part.Good<CostQuery>) read).value();
    return spending
        .costs()
        .find(query)
        .thenApply(finding -> reply(query, finding))
        .exceptionally(failure -> parts.outage().unread("costs", failure));
  }

  private static HttpReply reply(CostQuery query, Finding finding) {
    if (finding instanceof Finding.CatchingUp) {
      return Problems.stillReading();
    }
    if (finding instanceof Finding.Found found) {
      return HttpReply.of(
          200, EventBodies.JSON, json(query, found.page()).toString().getBytes(UTF_8));
    }
    throw new AssertionError(finding);
  }

  private static ObjectNode json(CostQuery query, CostPage page) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("window", query.window().label())
        .put("from", query.from().toString())
        .put("to", query.to().toString());
    ArrayNode by = answer.putArray("by");
    query.by().forEach(dimension -> by.add(dimension.label()));
    ArrayNode costs = answer.putArray("costs");
    page.rows().forEach(row -> costs.add(json(row)));
    answer.put("next", page.next().map(Instant::toString).orElse(null));
    return answer;
  }

  private static ObjectNode json(CostRow row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("windowStart", row.windowStart().toString());
    json.put("windowEnd", row.windowEnd().toString());
    for (Dimension dimension : Dimension.values()) {
      Optional<String> value = row.by().getOrDefault(dimension, Optional.empty());
      if (!row.by().containsKey(dimension)) {
        continue;
      }
      if (dimension == Dimension.VERSION) {
        json.put(dimension.field(), value.map(Integer::valueOf).orElse(null));
      } else {
        json.put(dimension.field(), value.orElse(null));
      }
    }
    json.put("requests", row.requests());
    json.put("calls", row.total().getCalls());
    json.set("usage", RecordJson.of(row.total().getUsage()));
    json.put("cost", row.total().getCost().toPlainString());
    json.put("wasted", row.wasted().toPlainString());
    json.put("offline", row.offline().toPlainString());
    json.put("unpricedCalls", row.total().getUnpricedCalls());
    return json;
  }
}
