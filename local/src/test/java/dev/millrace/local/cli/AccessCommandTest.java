package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.PolicyDocument;
import dev.millrace.schemas.access.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessCommandTest {

  private static final String ARN =
      "arn:aws:kafka:eu-west-1:123456789012:cluster/millrace/0f0e0d0c-1b1a-4918-8716-151413121110-11";

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @Test
  void listsTheRoles() throws IOException {
    assertThat(run("access", "list", "--json", "--source-topic", "tickets")).isZero();

    JsonNode array = new JsonMapper().readTree(answers.toByteArray());
    assertThat(array).hasSize(Role.values().length);
    assertThat(array)
        .filteredOn(role -> role.path("role").asText().equals("ingestion"))
        .flatMap(role -> role.path("needs").valueStream().toList())
        .anySatisfy(
            need -> {
              assertThat(need.path("on").asText()).isEqualTo("topic");
              assertThat(need.path("name").asText()).isEqualTo("tickets");
              assertThat(need.path("actions").get(1).asText()).isEqualTo("kafka-cluster:ReadData");
            });
  }

  @Test
  void writesThePolicyOfARole() throws IOException {
    assertThat(run("access", "policy", "--role", "cost-aggregator", "--cluster-arn", ARN)).isZero();

    assertThat(new JsonMapper().readTree(answers.toByteArray()))
        .isEqualTo(
            PolicyDocument.of(Role.COST_AGGREGATOR, OwnTopics.none(), ClusterArn.parse(ARN))
                .json());
  }

  @Test
  void writesThePolicyOfATenant() throws IOException {
    assertThat(
            run("access", "policy", "--tenant", "--source-topic", "tickets", "--cluster-arn", ARN))
        .isZero();

    assertThat(new JsonMapper().readTree(answers.toByteArray()))
        .isEqualTo(
            PolicyDocument.ofTenant(OwnTopics.of(List.of("tickets")), ClusterArn.parse(ARN))
                .json());
  }

  @Test
  void refusesWhatIsNoPolicy() {
    assertThat(run("access", "policy", "--cluster-arn", ARN)).isEqualTo(2);
    assertThat(run("access", "policy", "--role", "root", "--cluster-arn", ARN)).isOne();
    assertThat(run("access", "policy", "--role", "gateway", "--cluster-arn", "arn:aws:s3:::x"))
        .isOne();
    assertThat(run("access", "policy", "--tenant", "--cluster-arn", ARN)).isOne();
    assertThat(
            run(
                "access",
                "policy",
                "--tenant",
                "--source-topic",
                "predictions",
                "--cluster-arn",
                ARN))
        .isOne();
    assertThat(progress.toString(UTF_8))
        .contains("there is no role root, expected one of gateway, console, ingestion")
        .contains("is no ARN of a cluster")
        .contains("a tenant without a topic of its own")
        .contains("the topic predictions is not a producer's own");
  }

  private int run(String... arguments) {
    return MillraceCommand.commandLine(
            new PrintStream(answers, true, UTF_8), new PrintStream(progress, true, UTF_8))
        .execute(arguments);
  }
}
