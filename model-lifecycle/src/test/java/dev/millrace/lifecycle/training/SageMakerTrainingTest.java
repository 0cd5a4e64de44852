package dev.millrace.lifecycle.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.lifecycle.training.SageMakerTraining.Machine;
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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/** SageMaker's protocol, and Bedrock's import, against an endpoint that says what it is told. */
class SageMakerTrainingTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String JOB = "arn:aws:sagemaker:us-east-1:000000000000:training-job/j";
  private static final String NONE =
      "{\"__type\":\"ValidationException\",\"message\":\"Requested resource not found.\"}";
  private static final TrainingOrder ORDER =
      new TrainingOrder(Run.first("triage", "cause"), "qwen3-4b", "s3://b/train.jsonl");

  private ServiceStub stub;

  @BeforeEach
  void start() throws IOException {
    stub = new ServiceStub();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void asksForATrainiumJobUnderTheNameOfTheRun() throws IOException {
    stub.reply(400, NONE).reply(200, "{\"TrainingJobArn\":\"" + JOB + "\"}");

    assertThat(training().begin(ORDER)).isEqualTo(new TrainingState.Running(JOB));
    ServiceStub.Heard create = stub.heard().get(1);
    assertThat(create.target()).isEqualTo("SageMaker.CreateTrainingJob");
    assertThat(create.authorization())
        .startsWith("AWS4-HMAC-SHA256 Credential=local/")
        .contains("/us-east-1/sagemaker/aws4_request")
        .contains("x-amz-target");
    JsonNode job = JSON.readTree(create.body());
    assertThat(job.path("TrainingJobName").asText()).isEqualTo(ORDER.run().name());
    assertThat(job.at("/ResourceConfig/InstanceType").asText()).isEqualTo("ml.trn1.2xlarge");
    assertThat(job.at("/AlgorithmSpecification/TrainingImage").asText()).isEqualTo("ecr/image:1");
    assertThat(job.at("/InputDataConfig/0/DataSource/S3DataSource/S3Uri").asText())
        .isEqualTo("s3://b/train.jsonl");
    assertThat(job.at("/OutputDataConfig/CompressionType").asText()).isEqualTo("NONE");
    assertThat(job.at("/StoppingCondition/MaxRuntimeInSeconds").asInt()).isEqualTo(7200);
    assertThat(job.path("HyperParameters"))
        .isEqualTo(JSON.readTree("{\"base-model\":\"qwen3-4b\",\"epochs\":\"2\"}"));
  }

  @Test
  void aJobThatIsThereIsNotAskedForAgain() {
    stub.reply(200, job("InProgress", ""));

    assertThat(training().begin(ORDER)).isEqualTo(new TrainingState.Running(JOB));
    assertThat(stub.heard()).hasSize(1);
  }

  @Test
  void whoeverWasFasterHasBegunTheSameJob() {
    stub.reply(400, NONE)
        .reply(400, "{\"__type\":\"com.amazonaws.sagemaker#ResourceInUse\",\"message\":\"exists\"}")
        .reply(200, job("InProgress", ""));

    assertThat(training().begin(ORDER)).isEqualTo(new TrainingState.Running(JOB));
  }

  @Test
  void givesTheModelsPlace() {
    stub.reply(
        200, job("Completed", ",\"ModelArtifacts\":{\"S3ModelArtifacts\":\"s3://b/out/model/\"}"));

    assertThat(training().poll(ORDER)).isEqualTo(new TrainingState.Done(JOB, "s3://b/out/model/"));
  }

  @ParameterizedTest
  @CsvSource({
    "AlgorithmError: exit code 1, IN_VAIN",
    "ClientError: no access to the image, IN_VAIN",
    "CapacityError: no ml.trn1.2xlarge now, MAY_HELP",
    "InternalServerError: sorry, MAY_HELP"
  })
  void saysWhetherAnotherAttemptMayHelp(String reason, Retry retry) {
    stub.reply(200, job("Failed", ",\"FailureReason\":\"" + reason + "\""));

    assertThat(training().poll(ORDER)).isEqualTo(new TrainingState.Failed(reason, retry));
  }

  @ParameterizedTest
  @CsvSource({
    "400, ThrottlingException",
    "400, ResourceLimitExceeded",
    "403, ExpiredTokenException",
    "503, ServiceUnavailable"
  })
  void whatPassesIsAskedAgain(int status, String error) {
    stub.reply(status, "{\"__type\":\"" + error + "\",\"message\":\"of job secret\"}");

    assertThat(training().begin(ORDER))
        .isInstanceOfSatisfying(
            TrainingState.Unheard.class,
            unheard -> assertThat(unheard.reason()).contains(error).doesNotContain("secret"));
  }

  @Test
  void whatIsRefusedIsInVain() {
    stub.reply(400, NONE)
        .reply(400, "{\"__type\":\"ValidationException\",\"message\":\"secret role\"}");

    assertThat(training().begin(ORDER))
        .isEqualTo(
            new TrainingState.Failed(
                "SageMaker refuses the job: ValidationException", Retry.IN_VAIN));
  }

  @Test
  void stopsAJob() {
    stub.reply(200, job("InProgress", "")).reply(200, "").reply(200, job("Stopping", ""));
    assertThat(training().stop(ORDER.run())).isEqualTo(new TrainingState.Running(JOB));
    assertThat(stub.heard().get(1).target()).isEqualTo("SageMaker.StopTrainingJob");

    stub.reply(200, job("Stopped", ""));
    assertThat(training().poll(ORDER)).isEqualTo(new TrainingState.Stopped());
  }

  /** SageMaker has no state of its own for that: what it did itself looks as if somebody did it. */
  @ParameterizedTest
  @CsvSource({
    "MaxRuntimeExceeded,  IN_VAIN",
    "MaxWaitTimeExceeded, MAY_HELP",
    "Interrupted,         MAY_HELP"
  })
  void aJobThatSageMakerStoppedHasFailed(String how, Retry retry) {
    stub.reply(200, job("Stopped", ",\"SecondaryStatus\":\"" + how + "\""));

    assertThat(training().poll(ORDER))
        .isInstanceOfSatisfying(
            TrainingState.Failed.class,
            failed -> {
              assertThat(failed.reason()).startsWith(how + ": ");
              assertThat(failed.retry()).isEqualTo(retry);
            });
  }

  @Test
  void anEndpointThatIsAwayIsAskedAgain() {
    URI nowhere = URI.create("http://127.0.0.1:1");

    assertThat(
            new SageMakerTraining(new SageMakerCalls(AwsConnection.local(nowhere)), terms())
                .poll(ORDER))
        .isInstanceOf(TrainingState.Unheard.class);
  }

  @Test
  void bedrockImportsWhatItHasMade() {
    String gone = "{\"__type\":\"ResourceNotFoundException\",\"message\":\"not found\"}";
    DeploymentOrder order = new DeploymentOrder(ORDER.run(), "s3://b/out/model/");
    try (BedrockClient bedrock =
        BlockingClients.control(
            BedrockClient.builder(),
            AwsConnection.local(stub.address()),
            Optional.of(stub.address()))) {
      ImportedDeployment deployment = new ImportedDeployment(bedrock, "arn:aws:iam::0:role/r");
      stub.reply(404, gone).reply(404, gone).reply(201, "{\"jobArn\":\"arn:import\"}");
      assertThat(deployment.begin(order)).isEqualTo(new DeploymentState.Creating());
      assertThat(stub.heard().get(2).path()).isEqualTo("/model-import-jobs");
      assertThat(stub.heard().get(2).body())
          .contains("\"importedModelName\":\"" + ORDER.run().name() + "\"")
          .contains("s3://b/out/model/")
          .contains(ORDER.run().token(Run.Step.DEPLOYMENT));

      stub.reply(404, gone).reply(200, "{\"status\":\"InProgress\"}");
      assertThat(deployment.begin(order)).isEqualTo(new DeploymentState.Creating());

      stub.reply(404, gone).reply(200, "{\"status\":\"Failed\",\"failureMessage\":\"no config\"}");
      assertThat(deployment.poll(order.run()))
          .isEqualTo(new DeploymentState.Failed("no config", Retry.MAY_HELP));

      stub.reply(200, "{\"modelArn\":\"arn:imported\"}");
      assertThat(deployment.poll(order.run()))
          .isEqualTo(new DeploymentState.Active("arn:imported", Optional.empty()));

      stub.reply(404, gone).reply(404, gone).reply(200, "{\"status\":\"InProgress\"}");
      assertThat(deployment.delete(order.run()))
          .as("its model is yet to come")
          .isEqualTo(new DeploymentState.Creating());

      stub.reply(404, gone).reply(404, gone).reply(200, "{\"status\":\"Failed\"}");
      assertThat(deployment.delete(order.run()))
          .as("it has made nothing")
          .isEqualTo(new DeploymentState.Absent());

      stub.reply(200, "{}").reply(404, gone).reply(200, "{\"status\":\"Completed\"}");
      assertThat(deployment.delete(order.run())).isEqualTo(new DeploymentState.Absent());
    }
  }

  private SageMakerTraining training() {
    return new SageMakerTraining(new SageMakerCalls(AwsConnection.local(stub.address())), terms());
  }

  private static SageMakerTraining.Terms terms() {
    return new SageMakerTraining.Terms(
        "arn:aws:iam::0:role/r",
        "s3://b/models",
        "ecr/image:1",
        Machine.TRAINIUM,
        Duration.ofHours(2),
        Map.of("epochs", "2"));
  }

  private static String job(String status, String more) {
    return "{\"TrainingJobArn\":\""
        + JOB
        + "\",\"TrainingJobStatus\":\""
        + status
        + "\""
        + more
        + "}";
  }
}
