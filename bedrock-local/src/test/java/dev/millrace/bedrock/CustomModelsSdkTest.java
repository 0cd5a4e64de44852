package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.classifier.Example;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CustomModelDeploymentStatus;
import software.amazon.awssdk.services.bedrock.model.CustomModelDeploymentSummary;
import software.amazon.awssdk.services.bedrock.model.CustomModelDeploymentUpdateStatus;
import software.amazon.awssdk.services.bedrock.model.CustomModelSummary;
import software.amazon.awssdk.services.bedrock.model.GetCustomModelDeploymentResponse;
import software.amazon.awssdk.services.bedrock.model.GetCustomModelResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.ModelStatus;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ValidationException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** Custom models and their deployments as the AWS SDK for Java sees them. */
class CustomModelsSdkTest {

  private static final String INVALID = "The provided model identifier is invalid.";

  @TempDir private Path folder = Path.of("");

  @Test
  void tellsOfModels() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String first = stand.model("first");
      String second = stand.model("second");

      GetCustomModelResponse got =
          stand.bedrock.getCustomModel(model -> model.modelIdentifier(first));
      assertThat(got.modelName()).isEqualTo("model-first");
      assertThat(got.jobName()).isEqualTo("first");
      assertThat(got.jobArn()).isEqualTo(stand.job("first").jobArn());
      assertThat(got.trainingMetrics()).isEqualTo(stand.job("first").trainingMetrics());
      assertThat(got.modelStatus()).isEqualTo(ModelStatus.ACTIVE);
      assertThat(
              stand
                  .bedrock
                  .getCustomModel(model -> model.modelIdentifier("model-second"))
                  .modelArn())
          .isEqualTo(second);
      assertThat(
              stand.bedrock.listCustomModelsPaginator(list -> list.maxResults(1)).modelSummaries())
          .extracting(CustomModelSummary::modelArn)
          .containsExactly(second, first);
      assertThat(stand.bedrock.listCustomModels(list -> list.nameContains("fir")).modelSummaries())
          .extracting(CustomModelSummary::baseModelName)
          .containsExactly("amazon.nova-micro-v1");

      String deployment = stand.deployed("d", first);
      assertThatThrownBy(
              () -> stand.bedrock.deleteCustomModel(model -> model.modelIdentifier(first)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("deployed");
      stand.bedrock.deleteCustomModelDeployment(
          one -> one.customModelDeploymentIdentifier(deployment));
      stand.bedrock.deleteCustomModel(model -> model.modelIdentifier(first));
      assertThatThrownBy(() -> stand.bedrock.getCustomModel(model -> model.modelIdentifier(first)))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () -> stand.bedrock.deleteCustomModel(model -> model.modelIdentifier(first)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void answersWithALabelOfTheListWhateverElseTheInstructionsSay() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.conversations(TrainingStand.TICKETS));
      String arn = stand.deployed("d", stand.model("m"));

      assertThat(stand.answer(arn, TrainingStand.SYSTEM, "it crashes")).isEqualTo("bug");
      assertThat(stand.answer(arn, "", "a wrong invoice")).isEqualTo("billing");
      assertThat(stand.answer(arn, "Be kind. crash, error\n- billing\n- x", "it crashes"))
          .isEqualTo("billing");
      assertThat(stand.answer(arn, "Which?\n- delivery\n- sales", "the sales person"))
          .isEqualTo("sales");
    }
  }

  @Test
  void answersPackedCallsAndCorrections() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.conversations(TrainingStand.TICKETS));
      String arn = stand.deployed("d", stand.model("m"));

      assertThat(
              stand.answer(
                  arn,
                  TrainingStand.SYSTEM + "\n\nAnswer with one array: [{\"i\":0,\"label\":\"...\"}]",
                  "[{\"i\":0,\"text\":\"it crashes\"},{\"i\":1,\"text\":\"charged twice\"}]"))
          .isEqualTo("[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"billing\"}]");
      String body =
          """
          {"system": [{"text": "Sort."}], "messages": [
            {"role": "user", "content": [{"text": "it crashes"}]},
            {"role": "assistant", "content": [{"text": "?"}]},
            {"role": "user", "content": [{"text": "That is none of the labels: charge, invoice."}]}]}
          """;
      assertThat(
              stand
                  .runtime
                  .invokeModel(call -> call.modelId(arn).body(SdkBytes.fromUtf8String(body)))
                  .body()
                  .asUtf8String())
          .contains("\"bug\"");
    }
  }

  @Test
  void answersBatchJobsAndMetersByTheNameOfTheDeployment() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{\"batch\": {\"minRecords\": 1}}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String model = stand.model("m");
      String arn = stand.deployed("d", model);
      stand.put("q.jsonl", List.of(BatchStand.converse("r1", "it crashes")));
      stand.answer(arn, TrainingStand.SYSTEM, "it crashes");

      String job =
          stand
              .bedrock
              .createModelInvocationJob(
                  batch ->
                      batch
                          .jobName("job")
                          .roleArn("arn:aws:iam::000000000000:role/batch")
                          .modelId(arn)
                          .modelInvocationType(ModelInvocationType.CONVERSE)
                          .inputDataConfig(
                              in -> in.s3InputDataConfig(at -> at.s3Uri("s3://tuning/q.jsonl")))
                          .outputDataConfig(
                              out -> out.s3OutputDataConfig(at -> at.s3Uri("s3://tuning/out/"))))
              .jobArn();
      await()
          .until(
              () -> stand.bedrock.getModelInvocationJob(one -> one.jobIdentifier(job)).status(),
              ModelInvocationJobStatus.COMPLETED::equals);

      List<String> calls = stand.endpoint.text("/_millrace/invocations").lines().toList();
      assertThat(calls).hasSize(2);
      for (String call : calls) {
        JsonNode json = LocalEndpoint.JSON.readTree(call);
        assertThat(json.path("modelId").asText()).isEqualTo(arn);
        assertThat(json.path("baseModelId").asText()).isEqualTo(model);
        assertThat(json.at("/input/inputTokenCount").asInt()).isPositive();
        assertThat(json.at("/output/outputTokenCount").asInt()).isPositive();
      }
    }
  }

  @Test
  void switchesTheModelOfADeployment() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String first = stand.model("first");
      stand.put(
          "train.jsonl",
          TrainingStand.pairs(
              TrainingStand.TICKETS.stream()
                  .map(ticket -> new Example(ticket.text(), "sales"))
                  .toList()));
      String second = stand.model("second");
      String arn = stand.deployed("d", first);
      assertThat(stand.answer(arn, TrainingStand.SYSTEM, "it crashes")).isEqualTo("bug");

      stand.bedrock.updateCustomModelDeployment(
          one -> one.customModelDeploymentIdentifier(arn).modelArn(second));

      assertThat(stand.answer(arn, TrainingStand.SYSTEM, "it crashes")).isEqualTo("sales");
      GetCustomModelDeploymentResponse got = deployment(stand, "d");
      assertThat(got.modelArn()).isEqualTo(second);
      assertThat(got.updateDetails().updateStatus())
          .isEqualTo(CustomModelDeploymentUpdateStatus.UPDATE_COMPLETED);
      assertThatThrownBy(
              () ->
                  stand.bedrock.updateCustomModelDeployment(
                      one ->
                          one.customModelDeploymentIdentifier(arn)
                              .modelArn(second.substring(0, second.length() - 1) + "-")))
          .isInstanceOf(ValidationException.class);
    }
  }

  @Test
  void takesItsTimeToDeployAndToSwitch() throws Exception {
    try (TrainingStand stand =
        TrainingStand.start(folder, "{\"training\": {\"deploying\": \"10m\"}}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String model = stand.model("m");
      String arn =
          stand
              .bedrock
              .createCustomModelDeployment(
                  one -> one.modelDeploymentName("d").modelArn(model).clientRequestToken("t"))
              .customModelDeploymentArn();

      assertThat(deployment(stand, arn).status()).isEqualTo(CustomModelDeploymentStatus.CREATING);
      assertThatThrownBy(() -> stand.answer(arn, "", "it crashes"))
          .isInstanceOf(ModelNotReadyException.class);
      assertThat(
              stand
                  .bedrock
                  .createCustomModelDeployment(
                      one -> one.modelDeploymentName("d").modelArn(model).clientRequestToken("t"))
                  .customModelDeploymentArn())
          .isEqualTo(arn);
      assertThatThrownBy(
              () ->
                  stand.bedrock.createCustomModelDeployment(
                      one -> one.modelDeploymentName("d").modelArn(model)))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("A deployment of the name d exists");
      assertThat(
              stand
                  .bedrock
                  .listCustomModelDeployments(list -> list.statusEquals("Creating"))
                  .modelDeploymentSummaries())
          .extracting(CustomModelDeploymentSummary::customModelDeploymentName)
          .containsExactly("d");
      assertThat(
              stand
                  .bedrock
                  .listCustomModelDeployments(list -> list.statusEquals("Active"))
                  .modelDeploymentSummaries())
          .isEmpty();
    }
  }

  @Test
  void answersNothingWhereThereIsNoDeployment() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String model = stand.model("m");
      String arn = stand.deployed("d", model);
      stand.bedrock.deleteCustomModelDeployment(one -> one.customModelDeploymentIdentifier("d"));

      for (String name : List.of(arn, model)) {
        assertThatThrownBy(() -> stand.answer(name, "", "it crashes"))
            .isInstanceOf(
                software.amazon.awssdk.services.bedrockruntime.model.ValidationException.class)
            .hasMessageContaining(INVALID);
      }
      assertThatThrownBy(() -> deployment(stand, "d"))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () ->
                  stand.bedrock.createCustomModelDeployment(
                      one ->
                          one.modelDeploymentName("e")
                              .modelArn(model.substring(0, model.length() - 12) + "000000000000")))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void behavesAsItsBaseDoesAndHasAQuotaOfItsOwn() throws Exception {
    try (TrainingStand stand =
        TrainingStand.start(
            folder,
            "{\"models\": {\"amazon.nova-micro\": {\"quota\": {\"requestsPerMinute\": 1}}}}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String arn = stand.deployed("d", stand.model("m"));
      Questions.ask(stand.runtime, TrainingStand.NOVA, 16);

      assertThat(stand.answer(arn, "", "it crashes")).isEqualTo("bug");
      assertThatThrownBy(() -> stand.answer(arn, "", "it crashes"))
          .isInstanceOf(ThrottlingException.class);
    }
  }

  private static GetCustomModelDeploymentResponse deployment(
      TrainingStand stand, String identifier) {
    return stand.bedrock.getCustomModelDeployment(
        one -> one.customModelDeploymentIdentifier(identifier));
  }
}
