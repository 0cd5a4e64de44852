package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.metrics.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class MetricsCommandTest {

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @Test
  void listsTheCatalogue() throws IOException {
    assertThat(run("metrics", "list", "--json")).isZero();

    JsonNode array = new JsonMapper().readTree(answers.toByteArray());
    assertThat(array).hasSize(Metric.values().length);
    assertThat(array.get(0).path("metric").asText()).isEqualTo("millrace.cost.spent");
    assertThat(array.get(0).path("cloudWatch").asText()).isEqualTo("CostSpent");
    assertThat(array.get(0).path("dimensions").get(0).asText()).isEqualTo("tenant");
  }

  @Test
  void saysWhatMetricsCost() throws IOException {
    assertThat(
            run(
                "metrics",
                "plan",
                "--tenants",
                "200",
                "--models",
                "2",
                "--top-tenants",
                "9",
                "--dimensions",
                "tenant,model",
                "--json"))
        .isZero();

    JsonNode plan = new JsonMapper().readTree(answers.toByteArray());
    assertThat(plan.path("metrics").get(0).path("series").asInt()).isEqualTo(20);
    assertThat(plan.path("series").asInt()).isPositive();
    assertThat(plan.path("dollarsPerMonth").asText()).matches("\\d+\\.\\d\\d");
  }

  @Test
  void refusesDimensionsThatThereAreNot() {
    assertThat(run("metrics", "plan", "--dimensions", "colour")).isOne();
    assertThat(progress.toString(UTF_8)).contains("publisher.dimensions has \"colour\"");
  }

  private int run(String... arguments) {
    return MillraceCommand.commandLine(
            new PrintStream(answers, true, UTF_8), new PrintStream(progress, true, UTF_8))
        .execute(arguments);
  }
}
