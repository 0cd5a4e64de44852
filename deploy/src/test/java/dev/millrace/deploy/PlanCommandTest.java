package dev.millrace.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.deploy.stacks.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream trouble = new ByteArrayOutputStream();

  @Test
  void tellsWhatWouldBeCreatedAndWhatItCosts() throws IOException {
    Node.require();

    assertThat(run("plan", "--json", "--stage", "stages/development.yaml")).isZero();

    JsonNode plan = new JsonMapper().readTree(answers.toString(UTF_8));
    assertThat(plan.at("/stacks/millrace-development-streaming/AWS::MSK::Cluster").asInt())
        .isEqualTo(1);
    assertThat(
            plan.at("/stacks/millrace-development-flink/AWS::KinesisAnalyticsV2::Application")
                .asInt())
        .isEqualTo(2);
    assertThat(plan.path("dollarsPerMonth").asDouble()).isPositive();
    assertThat(plan.path("lines").size()).isGreaterThan(10);
    assertThat(plan.path("unpriced")).isEmpty();
  }

  @Test
  void tellsWhatIsWrongWithTheStage(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("stage.yaml"), "stage: x\nbrokers: 3\n");

    assertThat(run("plan", "--stage", file.toString())).isEqualTo(1);

    assertThat(trouble.toString(UTF_8))
        .contains("line 1: stage: expected a name")
        .contains("line 2: brokers: expected fields with values");
  }

  private int run(String... arguments) {
    return Main.commandLine(
            new PrintStream(answers, true, UTF_8), new PrintStream(trouble, true, UTF_8))
        .execute(arguments);
  }
}
