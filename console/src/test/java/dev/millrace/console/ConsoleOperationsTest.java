package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.ingestion.gateway.Caller;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.Role;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console adds to the API, without Kafka behind it. */
@Timeout(60)
class ConsoleOperationsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Caller OPERATOR = new Caller("acme", "3fa1c0", Set.of(Role.OPERATE));

  private final LetterShelf shelf = new LetterShelf();
  private final AuditMemory audit = new AuditMemory();
  private final RetrainingMemory reasons = new RetrainingMemory();
  private final SoleTenants tenants = new SoleTenants();
  private final Desk desk = new Desk("desk");
  private final List<ReplayOrder> replayed = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void showsATenantItsLettersNewestFirstWithoutTheirContent() throws Exception {
    shelf.add(letter("acme", 1, NOON));
    shelf.add(letter("acme", 2, NOON.plusSeconds(1)));
    shelf.add(letter("other", 3, NOON));
    audit.add(event("dead-letter.replay", "raw-events-0@1", "key:3fa1c0"));

    JsonNode answer = json(letters(Map.of()));

    assertThat(answer.path("letters").findValuesAsText("id"))
        .containsExactly("raw-events-0@2", "raw-events-0@1");
    assertThat(answer.path("count").asInt()).isEqualTo(2);
    assertThat(answer.path("letters").path(1).path("replayedBy").asText()).isEqualTo("key:3fa1c0");
    assertThat(answer.path("letters").path(0).path("replayedBy").isNull()).isTrue();
    assertThat(answer.toString()).doesNotContain("\"value\"", "\"headers\"", "c2VjcmV0");
  }

  @Test
  void showsOnlyWhatIsAskedFor() throws Exception {
    shelf.add(letter("acme", 1, NOON));
    shelf.add(letter("acme", 2, NOON.plusSeconds(1)));

    assertThat(json(letters(Map.of("limit", "1"))).path("letters")).hasSize(1);
    assertThat(json(letters(Map.of("limit", "1"))).path("count").asInt()).isEqualTo(2);
    assertThat(json(letters(Map.of("pipeline", "bills"))).path("letters")).isEmpty();
    assertThat(json(letters(Map.of("since", "2026-01-01T12:00:01Z"))).path("letters")).hasSize(1);
    assertThat(json(letters(Map.of("cause", "MISSING_VARIABLE"))).path("letters")).hasSize(2);
    for (Map<String, String> bad :
        List.of(
            Map.of("limit", "0"),
            Map.of("limit", "many"),
            Map.of("cause", "bad luck"),
            Map.of("stage", "ingestion"),
            Map.of("since", "noon"))) {
      assertThat(letters(bad).status()).as(bad.toString()).isEqualTo(400);
    }
  }

  @Test
  void keepsTheNewestLettersOnly() {
    for (int i = 0; i <= LetterShelf.MOST; i++) {
      shelf.add(letter("acme", i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(LetterShelf.MOST);
    assertThat(shelf.newest("acme", letter -> letter.getOffset() == 0, 1).shown()).isEmpty();
  }

  @Test
  void keepsTheLettersOfATenantHoweverManyAnotherHas() {
    shelf.add(letter("other", 0, NOON));
    for (int i = 1; i <= LetterShelf.MOST + 500; i++) {
      shelf.add(letter("acme", i, NOON.plusSeconds(i)));
    }
    for (int i = 1; i <= 1_000; i++) {
      shelf.add(letter("other", LetterShelf.MOST + 500 + i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("other", letter -> true, 1).count()).isEqualTo(1_001);
    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(LetterShelf.MOST - 1_001);
    assertThat(shelf.newest("nobody", letter -> true, 1).shown()).isEmpty();
  }

  @Test
  void keepsNoLettersOfNobody() {
    shelf.add(letter("acme", 1, NOON));
    for (int i = 2; i <= LetterShelf.MOST + 2; i++) {
      shelf.add(letter(null, i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(1);
  }

  @Test
  void replaysOnlyLettersOfTheTenantInTheNameOfTheKey() throws Exception {
    HttpReply reply = replay("{\"pipeline\":\"letters\",\"again\":true}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(replayed.get(0).filter().tenant()).contains("acme");
    assertThat(replayed.get(0).filter().pipeline()).contains("letters");
    assertThat(replayed.get(0).repetition()).isEqualTo(Repetition.AGAIN);
    assertThat(actors).containsExactly("key:3fa1c0");
    assertThat(json(reply).path("replayed").asInt()).isEqualTo(2);
    assertThat(json(reply).path("skipped").path("request-exists").asInt()).isEqualTo(1);
    assertThat(json(reply).path("reasons").path("request-exists").asText()).contains("double");
  }

  @Test
  void saysOfADryRunWhatWouldBeDone() throws Exception {
    JsonNode answer = json(replay("{\"dryRun\":true}"));

    assertThat(answer.path("dryRun").asBoolean()).isTrue();
    assertThat(answer.path("replayable").asInt()).isEqualTo(2);
    assertThat(answer.path("upTo").toString()).isEqualTo("{\"0\":124,\"3\":45}");
    assertThat(answer.path("replayed").asInt()).isZero();
    assertThat(actors).isEmpty();
  }

  @Test
  void keepsToTheLettersOfThePlanThatItIsGiven() throws Exception {
    replay("{\"upTo\":{\"0\":124,\"3\":45}}");
    replay("{}");

    assertThat(replayed.get(0).upTo()).contains(new LetterBound(Map.of(0, 124L, 3, 45L)));
    assertThat(replayed.get(1).upTo()).isEmpty();
  }

  @Test
  void saysWhyNothingWasReplayed() throws Exception {
    assertThat(replay("{\"ids\":[\"unknown\"]}").status()).isEqualTo(404);
    assertThat(replay("{\"ids\":[\"too-many\"]}").status()).isEqualTo(409);
    assertThat(replay("{\"ids\":[\"away\"]}").status()).isEqualTo(503);
    assertThat(replay("{\"ids\":[\"no-registry\"]}").status()).isEqualTo(503);
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "{} {}",
            "{\"tenant\":\"other\"}",
            "{\"ids\":\"raw-events-0@1\"}",
            "{\"ids\":[1]}",
            "{\"ids\":[]}",
            "{\"ids\":[],\"pipeline\":\"letters\"}",
            "{\"dryRun\":\"yes\"}",
            "{\"pipeline\":7}",
            "{\"upTo\":124}",
            "{\"upTo\":{\"0\":-1}}",
            "{\"upTo\":{\"one\":1}}",
            "{\"upTo\":{\"0\":1.5}}",
            "{\"cause\":\"none\"}",
            "{\"again\":true,\"again\":false}")) {
      assertThat(replay(bad).status()).as(bad).isEqualTo(400);
    }
    assertThat(actors).isEmpty();
  }

  @Test
  void givesOrdersAboutPipelinesThatTheTenantUsesAlone() throws Exception {
    tenants.add(cost("acme", "letters"));
    tenants.add(cost("acme", "shared"));
    tenants.add(cost("other", "shared"));

    assertThat(order("letters", "{\"order\":\"promote\",\"version\":2}").status()).isEqualTo(200);
    assertThat(order("shared", "{\"order\":\"pause\"}").status()).isEqualTo(404);
    assertThat(order("unknown", "{\"order\":\"pause\"}").status()).isEqualTo(404);
    assertThat(actors)
        .containsExactly("letters: " + new Order.Promote(Optional.of(2)) + " by key:3fa1c0");
  }

  @Test
  void saysWhyAnOrderIsRefused() throws Exception {
    tenants.add(cost("acme", "letters"));

    HttpReply reply = order("letters", "{\"order\":\"approve\"}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(json(reply).path("detail").asText()).isEqualTo("nothing waits for approval");
  }

  @Test
  void takesTrafficOnlyFromTheVersionThatWasSeen() throws Exception {
    tenants.add(cost("acme", "letters"));

    assertThat(order("letters", "{\"order\":\"rollback\",\"from\":3}").status()).isEqualTo(200);
    HttpReply reply = order("letters", "{\"order\":\"rollback\",\"from\":2}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(json(reply).path("code").asText()).isEqualTo("OTHER_VERSION");
    assertThat(json(reply).path("detail").asText()).isEqualTo("version 3 is the canary now");
    assertThat(actors)
        .containsExactly(
            "letters: " + new Order.RollBack(Optional.of(3), Optional.empty()) + " by key:3fa1c0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"order\":\"delete\"}",
        "{\"order\":\"pause\",\"version\":1}",
        "{\"order\":\"rollback\"}",
        "{\"order\":\"rollback\",\"version\":1}",
        "{\"order\":\"abort\",\"from\":1}",
        "{\"order\":\"promote\",\"version\":0}",
        "{\"order\":\"promote\",\"version\":\"two\"}",
        "{\"order\":\"promote\",\"force\":true}"
      })
  void refusesOrdersThatMeanNothing(String body) throws Exception {
    tenants.add(cost("acme", "letters"));

    assertThat(order("letters", body).status()).isEqualTo(400);
    assertThat(actors).isEmpty();
  }

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

  private HttpReply letters(Map<String, String> query) throws Exception {
    LettersEndpoint endpoint = new LettersEndpoint(shelf, audit, () -> true);
    return done(endpoint.answer("acme", call(query, "", "")));
  }

  private HttpReply replay(String body) throws Exception {
    return done(
        new ReplayEndpoint(new NotedReplays(), desk).answer(OPERATOR, call(Map.of(), "", body)));
  }

  private HttpReply order(String pipeline, String body) throws Exception {
    OrderEndpoint endpoint =
        new OrderEndpoint(
            (which, order, by) -> {
              if (order instanceof Order.Approve) {
                return new Order.Answer.Refused("nothing waits for approval");
              }
              if (order instanceof Order.RollBack back && !back.from().equals(Optional.of(3))) {
                return new Order.Answer.Overtaken("version 3 is the canary now");
              }
              actors.add(which + ": " + order + " by " + by);
              return new Order.Answer.Done(
                  new Turn("model-version.promote", Optional.empty(), List.of()));
            },
            () -> Optional.of(tenants),
            desk);
    return done(endpoint.answer(OPERATOR, call(Map.of(), pipeline, body)));
  }

  private HttpReply history(String tenant, String pipeline) throws Exception {
    HistoryEndpoint endpoint = new HistoryEndpoint(audit, reasons, () -> Optional.of(tenants));
    return done(
        endpoint.answer(
            tenant, call(pipeline.isEmpty() ? Map.of() : Map.of("pipeline", pipeline), "", "")));
  }

  private static HttpCall call(Map<String, String> query, String pipeline, String body) {
    Map<String, List<String>> lists = new HashMap<>();
    query.forEach((name, value) -> lists.put(name, List.of(value)));
    return new HttpCall(
        "GET", "/", Map.of("pipeline", pipeline), lists, Map.of(), body.getBytes(UTF_8));
  }

  private static HttpReply done(CompletionStage<HttpReply> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static JsonNode json(HttpReply reply) throws IOException {
    return new JsonMapper().readTree(((HttpReply.Whole) reply).body());
  }

  private static DeadLetter letter(@Nullable String tenant, long offset, Instant failedAt) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for body: send it")
        .setTenant(tenant)
        .setPipeline("letters")
        .setTopic("raw-events")
        .setPartition(0)
        .setOffset(offset)
        .setValue(ByteBuffer.wrap("secret".getBytes(UTF_8)))
        .setHeaders(List.of())
        .setFailedAt(failedAt)
        .build();
  }

  private static AuditEvent event(String action, String subject, String actor) {
    return AuditEvent.newBuilder()
        .setActor(actor)
        .setAction(action)
        .setSubject(subject)
        .setTenant("acme")
        .setAt(NOON)
        .build();
  }

  private static CostMetric cost(String tenant, String pipeline) {
    CostMetric metric = new SampleRecords(new Random(1)).next(Topics.COST_METRICS);
    metric.setTenant(tenant);
    metric.setPipeline(pipeline);
    return metric;
  }

  /** Writes down what is wanted of it. */
  private final class NotedReplays implements Replays {

    @Override
    public Plan preview(ReplayOrder order, int most) {
      replayed.add(order);
      return new Plan(
          new ReplayResult(3, 2, 0, Map.of(SkipReason.REQUEST_EXISTS, 1L)),
          new LetterBound(Map.of(3, 45L, 0, 124L)));
    }

    @Override
    public ReplayResult run(ReplayOrder order, String actor, int most)
        throws IOException, TooManyException {
      if (order.ids().contains("unknown")) {
        throw new UnknownLetterException("unknown");
      }
      if (order.ids().contains("too-many")) {
        throw new TooManyException("too many");
      }
      if (order.ids().contains("away")) {
        throw new IOException("the brokers are away");
      }
      if (order.ids().contains("no-registry")) {
        throw new RegistryException("the registry is away");
      }
      replayed.add(order);
      actors.add(actor);
      return new ReplayResult(3, 2, 2, Map.of(SkipReason.REQUEST_EXISTS, 1L));
    }
  }
}
