package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.gateway.Caller;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Calls of the console's operations, and the records that they are about. */
final class ConsoleCalls {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Caller OPERATOR = new Caller("acme", "3fa1c0", Set.of(Role.OPERATE));

  private ConsoleCalls() {}

  static HttpCall call(Map<String, String> query, String pipeline, String body) {
    Map<String, List<String>> lists = new HashMap<>();
    query.forEach((name, value) -> lists.put(name, List.of(value)));
    return new HttpCall(
        "GET", "/", Map.of("pipeline", pipeline), lists, Map.of(), body.getBytes(UTF_8));
  }

  static HttpReply done(CompletionStage<HttpReply> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  static JsonNode json(HttpReply reply) throws IOException {
    return new JsonMapper().readTree(((HttpReply.Whole) reply).body());
  }

  static AuditEvent event(String action, String subject, String actor) {
    return AuditEvent.newBuilder()
        .setActor(actor)
        .setAction(action)
        .setSubject(subject)
        .setTenant("acme")
        .setAt(NOON)
        .build();
  }

  static CostMetric cost(String tenant, String pipeline) {
    CostMetric metric = new SampleRecords(new Random(1)).next(Topics.COST_METRICS);
    metric.setTenant(tenant);
    metric.setPipeline(pipeline);
    return metric;
  }
}
