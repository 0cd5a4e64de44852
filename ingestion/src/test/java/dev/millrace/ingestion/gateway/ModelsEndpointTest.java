package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.record.Approval;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Role;
import dev.millrace.record.RunCause;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import dev.millrace.record.RunTerms;
import dev.millrace.record.TrainingProfile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ModelsEndpointTest {

  private static final String PATH = "/v1/models";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void showsVersionsAndTheRunInTheOrderOfTheirNumbers() {
    gateway.versions.add(version("letters", 2));
    gateway.versions.add(version("letters", 1));
    gateway.runs.add(run("letters"));

    JsonNode answer = get(PATH).json();

    assertThat(answer.path("models").findValuesAsText("version")).containsExactly("1", "2");
    assertThat(answer.path("models").path(0).path("evaluation").path("accuracy").asDouble())
        .isEqualTo(0.9);
    assertThat(answer.path("models").path(0).path("training").has("profile")).isFalse();
    assertThat(answer.path("runs").path(0).path("state").asText()).isEqualTo("CANARY");
    assertThat(answer.path("runs").path(0).path("training").isNull()).isTrue();
  }

  @Test
  void showsOnlyPipelinesThatTheTenantUsesAlone() {
    gateway.versions.add(version("letters", 1));
    gateway.versions.add(version("bills", 1));
    gateway.runs.add(run("bills"));

    assertThat(get(PATH).json().path("models")).hasSize(1);
    assertThat(get(PATH).json().path("runs")).isEmpty();
    assertThat(get(PATH + "?pipeline=bills").json().path("models")).isEmpty();
    Reply other = gateway.get(gateway.fromAnother(PATH));
    assertThat(other.response().body()).isEqualTo("{\"models\":[],\"runs\":[]}");
  }

  @Test
  void saysSoWhileItIsNotKnownWhoUsesWhat() {
    gateway.quality.start();

    Reply reply = get(PATH);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).contains("2");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void isForThoseWhoOperateOrConsume(Role role) {
    gateway.issue("narrow", "acme", role);

    int status =
        gateway.get(gateway.request(PATH).header("Authorization", "Bearer narrow")).status();

    assertThat(status).isEqualTo(role == Role.PRODUCE ? 403 : 200);
    assertThat(gateway.get(PATH).status()).isEqualTo(401);
    assertThat(get(PATH + "?tenant=other").status()).isEqualTo(400);
  }

  static ModelVersion version(String pipeline, int number) {
    return ModelVersion.newBuilder()
        .setPipeline(pipeline)
        .setVersion(number)
        .setState(ModelState.CANDIDATE)
        .setModelId("arn:aws:bedrock:us-east-1:1:custom-model-deployment/a")
        .setShare(0.1)
        .setTraining(
            new TrainingProfile(
                "s3://b/train.jsonl",
                100L,
                GatewayFixture.NOW,
                GatewayFixture.NOW,
                "job",
                Map.of("/body", ByteBuffer.wrap(new byte[] {1}))))
        .setEvaluation(Map.of("accuracy", 0.9))
        .setReason("It passed the gate.")
        .setChangedBy("model-lifecycle")
        .setChangedAt(GatewayFixture.NOW)
        .build();
  }

  static ModelRun run(String pipeline) {
    return ModelRun.newBuilder()
        .setPipeline(pipeline)
        .setId("e")
        .setNumber(1)
        .setCause(new RunCause(RetrainingReason.DRIFT, 1, "drift of /body", GatewayFixture.NOW))
        .setState(RunState.CANARY)
        .setAttempt(1)
        .setSince(GatewayFixture.NOW)
        .setBegunAt(GatewayFixture.NOW)
        .setTerms(new RunTerms(List.of(0.1, 1.0), 0.0, Approval.AUTOMATIC))
        .setChampion(1)
        .setVersion(2)
        .setShare(0)
        .setLeftover(RunLeftover.NOTHING)
        .setEvents(List.of("e"))
        .setNoted(0)
        .setReason("It serves 10 % of the keys.")
        .setChangedBy("model-lifecycle")
        .setChangedAt(GatewayFixture.NOW)
        .build();
  }

  private static Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }
}
