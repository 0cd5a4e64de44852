package dev.millrace.lifecycle.training;

import static dev.millrace.lifecycle.WorkStand.NOVA;
import static dev.millrace.lifecycle.WorkStand.PIPELINE;
import static dev.millrace.lifecycle.WorkStand.ROLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.WorkStand;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.aws.BlockingClients;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/** Customization jobs and deployments of the stand-in, through the SDK. */
class BedrockTrainingTest {

  private static final Run RUN = Run.first(PIPELINE, "cause");

  @TempDir private Path folder = Path.of("");

  @Test
  void trainsAndDeploysOnceHoweverOftenItIsBegun() throws IOException {
    try (WorkStand stand = WorkStand.start(folder, "{}")) {
      TrainingOrder order = order(stand, RUN);
      assertThat(training(stand).poll(order)).isInstanceOf(TrainingState.Absent.class);
      for (int i = 0; i < 3; i++) {
        assertThat(training(stand).begin(order))
            .isInstanceOfAny(TrainingState.Running.class, TrainingState.Done.class);
      }
      TrainingState.Done done = (TrainingState.Done) ended(training(stand), order);

      assertThat(training(stand).begin(order)).isEqualTo(done);
      assertThat(
              stand.bedrock.listModelCustomizationJobs(list -> {}).modelCustomizationJobSummaries())
          .hasSize(1);
      assertThat(stand.bedrock.getCustomModel(one -> one.modelIdentifier(RUN.name())).modelArn())
          .isEqualTo(done.artifact());

      DeploymentOrder deploy = new DeploymentOrder(RUN, done.artifact());
      BedrockDeployment deployment = new BedrockDeployment(stand.bedrock);
      assertThat(deployment.poll(RUN)).isInstanceOf(DeploymentState.Absent.class);
      for (int i = 0; i < 3; i++) {
        assertThat(new BedrockDeployment(stand.bedrock).begin(deploy))
            .isInstanceOfAny(DeploymentState.Creating.class, DeploymentState.Active.class);
      }
      DeploymentState.Active active =
          (DeploymentState.Active)
              WorkStand.ended(
                  () -> deployment.poll(RUN),
                  state -> !(state instanceof DeploymentState.Creating));
      assertThat(active.modelId()).contains(":custom-model-deployment/");
      assertThat(active.base()).contains(NOVA);
      assertThat(stand.bedrock.listCustomModelDeployments(list -> {}).modelDeploymentSummaries())
          .hasSize(1);

      assertThat(deployment.delete(RUN)).isInstanceOf(DeploymentState.Absent.class);
      assertThat(deployment.delete(RUN)).isInstanceOf(DeploymentState.Absent.class);
      assertThat(stand.bedrock.listCustomModelDeployments(list -> {}).modelDeploymentSummaries())
          .isEmpty();
    }
  }

  @Test
  void aThrottledCallIsNoFailureAndIsMadeAgain() throws IOException {
    String setup =
        """
        {"training": {"faults": [{"effect": "throttle", "name": "triage", "times": 2}]}}
        """;
    try (WorkStand stand = WorkStand.start(folder, setup)) {
      TrainingOrder order = order(stand, RUN);
      assertThat(training(stand).begin(order)).isInstanceOf(TrainingState.Unheard.class);
      assertThat(training(stand).begin(order))
          .isInstanceOfSatisfying(
              TrainingState.Unheard.class, unheard -> assertThat(unheard.reason()).contains("429"));
      assertThat(training(stand).begin(order)).isInstanceOf(TrainingState.Running.class);
    }
  }

  @Test
  void aJobThatFailsSaysWhyAndAnotherAttemptIsAnotherJob() throws IOException {
    String setup =
        """
        {"training": {"faults": [
          {"effect": "fail", "name": "%s", "message": "The capacity is not there."}]}}
        """
            .formatted(RUN.name());
    try (WorkStand stand = WorkStand.start(folder, setup)) {
      training(stand).begin(order(stand, RUN));
      assertThat(ended(training(stand), order(stand, RUN)))
          .isEqualTo(new TrainingState.Failed("The capacity is not there.", Retry.MAY_HELP));

      training(stand).begin(order(stand, RUN.next()));
      assertThat(ended(training(stand), order(stand, RUN.next())))
          .isInstanceOf(TrainingState.Done.class);
    }
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() throws IOException {
    try (WorkStand stand = WorkStand.start(folder, "{}")) {
      TrainingOrder good = order(stand, RUN);
      TrainingOrder bad = new TrainingOrder(RUN, "no model at all", good.training());
      assertThat(training(stand).begin(bad))
          .isInstanceOfSatisfying(
              TrainingState.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains("400").doesNotContain("no model at all");
                assertThat(failed.retry()).isEqualTo(Retry.IN_VAIN);
              });
      assertThat(
              new BedrockDeployment(stand.bedrock)
                  .begin(
                      new DeploymentOrder(
                          RUN,
                          "arn:aws:bedrock:us-east-1:000000000000:custom-model/amazon.nova-micro-v1:0/000000000000")))
          .isInstanceOfSatisfying(
              DeploymentState.Failed.class,
              failed -> assertThat(failed.retry()).isEqualTo(Retry.IN_VAIN));
    }
  }

  @Test
  void stopsAJobAndStoppingAgainChangesNothing() throws IOException {
    try (WorkStand stand = WorkStand.start(folder, "{\"training\": {\"takes\": \"10m\"}}")) {
      TrainingOrder order = order(stand, RUN);
      assertThat(training(stand).stop(order.run())).isInstanceOf(TrainingState.Absent.class);
      training(stand).begin(order);
      training(stand).stop(order.run());

      assertThat(ended(training(stand), order)).isInstanceOf(TrainingState.Stopped.class);
      assertThat(training(stand).stop(order.run())).isInstanceOf(TrainingState.Stopped.class);
      assertThat(training(stand).begin(order)).isInstanceOf(TrainingState.Stopped.class);
    }
  }

  @Test
  void beginsWithTheModelThatStandsForThatOfTheSpec() throws IOException {
    try (WorkStand stand = WorkStand.start(folder, "{}")) {
      BedrockTraining training =
          new BedrockTraining(
              stand.bedrock,
              new BedrockTraining.Terms(
                  ROLE,
                  "s3://millrace/models",
                  Map.of(NOVA, "amazon.nova-lite-v1:0"),
                  Map.of("epochCount", "2")));
      training.begin(order(stand, RUN));

      assertThat(
              stand
                  .bedrock
                  .getModelCustomizationJob(job -> job.jobIdentifier(RUN.name()))
                  .baseModelArn())
          .endsWith("/amazon.nova-lite-v1:0");
    }
  }

  @Test
  void anEndpointThatIsAwayIsAskedAgain() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:1");
    try (BedrockClient bedrock =
        BlockingClients.control(
            BedrockClient.builder(), AwsConnection.local(nowhere), Optional.of(nowhere))) {
      TrainingOrder order = new TrainingOrder(RUN, NOVA, "s3://millrace/train.jsonl");
      BedrockTraining training = new BedrockTraining(bedrock, terms());

      assertThat(training.begin(order)).isInstanceOf(TrainingState.Unheard.class);
      assertThat(training.stop(order.run())).isInstanceOf(TrainingState.Unheard.class);
      assertThat(new BedrockDeployment(bedrock).begin(new DeploymentOrder(RUN, "arn")))
          .isInstanceOf(DeploymentState.Unheard.class);
    }
  }

  private static TrainingOrder order(WorkStand stand, Run run) {
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String prompt = i % 2 == 0 ? "the app crashes " + i : "a wrong invoice " + i;
      String label = i % 2 == 0 ? "bug" : "billing";
      lines.add(
          ("{\"prompt\": \"" + prompt + "\", \"completion\": \"" + label + "\"}\n")
              .getBytes(UTF_8));
    }
    stand.files.put("train.jsonl", "application/x-ndjson", lines);
    return new TrainingOrder(run, NOVA, stand.files.uri("train.jsonl"));
  }

  private static BedrockTraining training(WorkStand stand) {
    return new BedrockTraining(stand.bedrock, terms());
  }

  private static BedrockTraining.Terms terms() {
    return new BedrockTraining.Terms(ROLE, "s3://millrace/models", Map.of(), Map.of());
  }

  private static TrainingState ended(BedrockTraining training, TrainingOrder order) {
    return WorkStand.ended(
        () -> training.poll(order), state -> !(state instanceof TrainingState.Running));
  }
}
