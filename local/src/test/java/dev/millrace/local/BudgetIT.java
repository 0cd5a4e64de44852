package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.FactoryProcess.Result;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More demand than money, in the whole factory and through a kill: the meter is the judge. */
@Tag("long")
class BudgetIT {

  private static final int EVENTS = 4_000;
  private static final String LIMIT = "0.005";

  /** Slow enough that a kill finds calls under way. */
  private static final Map<String, String> SLOW = Map.of("MILLRACE_BEDROCK_LATENCY", "100ms");

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: thrifty
      task: classification
      prompt: { user: "{{text}}", labels: [lost_card, exchange_rate], maxTokens: 16 }
      models: { champion: amazon.nova-micro-v1:0 }
      budgets: [ { scope: tenant, window: 1mo, limit: %s USD, action: refuse } ]
      """
          .formatted(LIMIT);

  @TempDir private Path folder = Path.of("");

  @Test
  void aLimitHoldsThroughAKill() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path spec = Files.writeString(folder.resolve("spec.yaml"), SPEC);
    Path events = events();
    try (FactoryProcess factory = FactoryProcess.start(data, SLOW)) {
      Result applied = factory.run("apply", "--json", spec.toString());
      assertThat(applied.exitCode()).as(applied.progress()).isZero();
      Result sent =
          factory.run(
              "send", "--pipeline", "thrifty", "--id-column", "id", "--json", events.toString());
      assertThat(sent.exitCode()).as(sent.progress()).isZero();
      assertThat(sent.json().path("accepted").asInt()).isEqualTo(EVENTS);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> reconcile(factory).path("predictions").path("ANSWERED").asInt() > 100);
      factory.kill();
    }
    try (FactoryProcess factory = FactoryProcess.start(data, Map.of())) {
      JsonNode balance = settled(factory);

      assertThat(balance.path("violations")).isEmpty();
      assertThat(balance.path("holds").asBoolean()).isTrue();
      assertThat(new BigDecimal(balance.path("money").path("meter").asText()))
          .isPositive()
          .isLessThanOrEqualTo(new BigDecimal(LIMIT));
      int answered = balance.path("predictions").path("ANSWERED").asInt();
      int refused = balance.path("predictions").path("REFUSED").asInt();
      assertThat(answered + refused).isEqualTo(EVENTS);
      assertThat(answered).as("calls that the limit paid for").isGreaterThan(EVENTS / 5);
      assertThat(refused).isPositive();
      assertRefusalsSayWhy(factory);
      assertThat(factory.stop()).isZero();
    }
  }

  private static void assertRefusalsSayWhy(FactoryProcess factory)
      throws IOException, InterruptedException {
    assertThat(factory.run("predictions", "--pipeline", "thrifty", "--json").rows())
        .filteredOn(row -> row.path("outcome").asText().equals("REFUSED"))
        .allSatisfy(
            row -> {
              assertThat(row.path("cause").asText()).isEqualTo("BUDGET_EXHAUSTED");
              assertThat(row.path("detail").asText())
                  .startsWith("budget thrifty/tenant/1mo of 0.005 USD has ");
              assertThat(row.path("attempts")).isEmpty();
              assertThat(row.path("budgets").path(0).path("action").asText()).isEqualTo("REFUSE");
            });
  }

  private static JsonNode reconcile(FactoryProcess factory)
      throws IOException, InterruptedException {
    return factory.run("reconcile", "--json").json();
  }

  private static JsonNode settled(FactoryProcess factory) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> reconcile(factory),
            balance ->
                balance.path("inFlight").asInt(-1) == 0
                    && balance.path("calls").path("open").asInt(-1) == 0);
  }

  private Path events() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      lines
          .append("{\"id\":\"e")
          .append(i)
          .append("\",\"text\":\"my card is lost, number ")
          .append(i)
          .append("\"}\n");
    }
    return Files.writeString(folder.resolve("events.jsonl"), lines);
  }
}
