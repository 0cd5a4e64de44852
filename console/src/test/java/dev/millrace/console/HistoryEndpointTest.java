package dev.millrace.console;

import static dev.millrace.console.ConsoleCalls.call;
import static dev.millrace.console.ConsoleCalls.cost;
import static dev.millrace.console.ConsoleCalls.done;
import static dev.millrace.console.ConsoleCalls.event;
import static dev.millrace.console.ConsoleCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happened to models, without Kafka behind it. */
@Timeout(60)
class HistoryEndpointTest {

  private final AuditMemory audit = new AuditMemory();
  private final RetrainingMemory reasons = new RetrainingMemory();
  private final SoleTenants tenants = new SoleTenants();

  @Test
  void tellsWhatHappenedToTheModelsOfATenantsOwnPipeline() throws Exception {
    tenants.add(cost("acme", "letters"));
    RetrainingEvent reason = new SampleRecords(new Random(1)).next(Topics.RETRAINING_EVENTS);
    reason.setPipeline("letters");
    reasons.add(reason);
    audit.add(event("model-run.train", "letters", "model-lifecycle"));
    audit.add(event("model-version.promote", "letters/2", "key:3fa1c0"));
    audit.add(event("model-run.train", "bills", "model-lifecycle"));
    audit.add(event("pipeline.apply", "letters", "root"));

    JsonNode own = json(history("acme", "letters"));

    assertThat(own.path("events").findValuesAsText("id")).containsExactly(reason.getId());
    assertThat(own.path("steps").findValuesAsText("action"))
        .containsExactly("model-run.train", "model-version.promote");
    assertThat(json(history("acme", "bills")).path("steps")).isEmpty();
    assertThat(json(history("other", "letters")).path("steps")).isEmpty();
    assertThat(history("acme", "").status()).isEqualTo(400);
  }

  @Test
  void remembersTheNewestStepsOfEachPipeline() {
    for (int i = 0; i < AuditMemory.MOST_STEPS + 5; i++) {
      audit.add(event("model-run.note", "letters", "step " + i));
    }

    assertThat(audit.steps("letters")).hasSize(AuditMemory.MOST_STEPS);
    assertThat(audit.steps("letters").get(0).getActor()).isEqualTo("step 5");
  }

  private HttpReply history(String tenant, String pipeline) throws Exception {
    HistoryEndpoint endpoint = new HistoryEndpoint(audit, reasons, () -> Optional.of(tenants));
    return done(
        endpoint.answer(
            tenant, call(pipeline.isEmpty() ? Map.of() : Map.of("pipeline", pipeline), "", "")));
  }
}
