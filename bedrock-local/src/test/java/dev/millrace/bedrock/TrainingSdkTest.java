package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.classifier.Banking77;
import dev.millrace.bedrock.classifier.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CustomizationType;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.ThrottlingException;
import software.amazon.awssdk.services.bedrock.model.ValidationException;
import software.amazon.awssdk.services.bedrock.model.Validator;

/** Model customization jobs as the AWS SDK for Java sees them. */
class TrainingSdkTest {

  private static final String SLOW = "{\"training\": {\"takes\": \"10m\"}}";

  @TempDir private Path folder = Path.of("");

  @Test
  void makesAModelThatLearnedBanking77() throws Exception {
    List<Example> train = Banking77.read("train.csv");
    List<Example> test = Banking77.read("test.csv");
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.conversations(train));
      String model = stand.deployed("bank", stand.model("bank"));
      String system =
          "Sort it.\n- "
              + String.join("\n- ", train.stream().map(Example::label).distinct().toList());

      int right = 0;
      for (int i = 0; i < test.size(); i += 10) {
        Example question = test.get(i);
        if (stand.answer(model, system, question.text()).equals(question.label())) {
          right++;
        }
      }

      assertThat(right / 308.0).isGreaterThan(0.85);
    }
  }

  @Test
  void tellsHowWellTheModelFits() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      stand.put("valid.jsonl", TrainingStand.pairs(TrainingStand.TICKETS.subList(2, 6)));
      stand.put("odd.jsonl", TrainingStand.pairs(List.of(new Example("it crashes", "billing"))));

      String arn =
          stand.create(
              "fit",
              job ->
                  job.hyperParameters(Map.of("epochCount", "2"))
                      .validationDataConfig(
                          data ->
                              data.validators(
                                  validator("s3://tuning/valid.jsonl"),
                                  validator("s3://tuning/odd.jsonl"))));
      GetModelCustomizationJobResponse job = stand.ended(arn);

      assertThat(job.status()).isEqualTo(ModelCustomizationJobStatus.COMPLETED);
      assertThat(job.outputModelArn()).contains("custom-model/" + TrainingStand.NOVA + "/");
      assertThat(job.baseModelArn()).endsWith("::foundation-model/" + TrainingStand.NOVA);
      assertThat(job.hyperParameters()).isEqualTo(Map.of("epochCount", "2"));
      assertThat(job.trainingMetrics().trainingLoss()).isBetween(0f, 0.6f);
      assertThat(job.validationMetrics()).hasSize(2);
      assertThat(job.validationMetrics().get(0).validationLoss()).isLessThan(0.7f);
      assertThat(job.validationMetrics().get(1).validationLoss()).isGreaterThan(0.7f);
      String out = "out/model-customization-job-" + arn.substring(arn.lastIndexOf('/') + 1) + "/";
      List<String> steps =
          stand.object(out + "training_artifacts/step_wise_training_metrics.csv").lines().toList();
      assertThat(steps.get(0)).isEqualTo("step_number,epoch_number,training_loss,perplexity");
      assertThat(steps.get(1)).startsWith("0,0,0.693").endsWith(",2.0");
      assertThat(Float.parseFloat(steps.get(steps.size() - 1).split(",", -1)[2]))
          .isEqualTo(job.trainingMetrics().trainingLoss());
      assertThat(
              stand.object(
                  out + "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv"))
          .startsWith("step_number,epoch_number,validation_loss,perplexity\n");
    }
  }

  @Test
  void takesTheSameCallTwiceAsOne() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, SLOW)) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String first = stand.create("one", job -> job.clientRequestToken("token"));

      assertThat(stand.create("one", job -> job.clientRequestToken("token"))).isEqualTo(first);
      assertThatThrownBy(() -> stand.create("two", job -> job.clientRequestToken("token")))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("other parameters");
      assertThatThrownBy(() -> stand.create("one", job -> {}))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("A job of the name one exists");
      assertThatThrownBy(() -> stand.create("two", job -> job.customModelName("model-one")))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("A custom model of the name model-one exists");
      assertThat(
              stand.bedrock.listModelCustomizationJobs(list -> {}).modelCustomizationJobSummaries())
          .hasSize(1);
    }
  }

  @Test
  void refusesWhatItCannotDo() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      for (CustomizationType type :
          List.of(
              CustomizationType.CONTINUED_PRE_TRAINING,
              CustomizationType.DISTILLATION,
              CustomizationType.REINFORCEMENT_FINE_TUNING)) {
        assertThatThrownBy(() -> stand.create("job", job -> job.customizationType(type)))
            .isInstanceOf(ValidationException.class)
            .hasMessageContaining(type + " is not supported here: give FINE_TUNING.");
      }
      for (String base :
          List.of("us.amazon.nova-micro-v1:0", "nova", "amazon.titan-embed-text-v2:0")) {
        assertThatThrownBy(() -> stand.create("job", job -> job.baseModelIdentifier(base)))
            .isInstanceOf(ValidationException.class)
            .hasMessageContaining("The provided model identifier is invalid");
      }
      assertThatThrownBy(
              () -> stand.create("job", job -> job.hyperParameters(Map.of("depth", "3"))))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("The hyperparameter depth is not one of");
      assertThatThrownBy(() -> stand.create("-job", job -> {}))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("jobName");
      assertThatThrownBy(() -> stand.job("none")).isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () -> stand.bedrock.stopModelCustomizationJob(job -> job.jobIdentifier("none")))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void namesEveryBrokenLineWithinBounds() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      List<String> lines = new ArrayList<>(TrainingStand.pairs(TrainingStand.TICKETS));
      lines.set(1, "{\"prompt\": \"secret words\"");
      lines.set(3, "{\"prompt\": \"secret words\", \"answer\": \"bug\"}");
      lines.set(
          5,
          "{\"schemaVersion\": \"bedrock-conversation-2024\", \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"secret words\"}]}]}");
      stand.put("train.jsonl", lines);
      List<String> many = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        many.add("[]");
      }
      stand.put("many.jsonl", many);

      GetModelCustomizationJobResponse few = stand.ended(stand.create("few", job -> {}));
      GetModelCustomizationJobResponse all =
          stand.ended(
              stand.create(
                  "all",
                  job -> job.trainingDataConfig(data -> data.s3Uri("s3://tuning/many.jsonl"))));

      assertThat(few.status()).isEqualTo(ModelCustomizationJobStatus.FAILED);
      assertThat(few.outputModelArn()).isNull();
      assertThat(few.failureMessage())
          .isEqualTo(
              "3 lines of s3://tuning/train.jsonl cannot be used: line 2 is not valid JSON; line 4 has no completion; line 6 does not have messages of user and assistant in turn.");
      assertThat(all.failureMessage())
          .hasSizeLessThanOrEqualTo(2048)
          .startsWith("1000 lines of s3://tuning/many.jsonl cannot be used: line 1 is not a JSON")
          .matches(".*; and \\d+ more\\.");
    }
  }

  @Test
  void failsWithoutDataThatWillDo() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS.subList(0, 7)));

      assertThat(stand.ended(stand.create("few", job -> {})).failureMessage())
          .isEqualTo(
              "The training data s3://tuning/train.jsonl has 7 records, and the minimum is 8.");
      assertThat(
              stand
                  .ended(
                      stand.create(
                          "none",
                          job -> job.trainingDataConfig(data -> data.s3Uri("s3://tuning/none"))))
                  .failureMessage())
          .isEqualTo("There is no object at s3://tuning/none.");
      assertThat(
              stand
                  .ended(
                      stand.create(
                          "nowhere",
                          job -> job.outputDataConfig(data -> data.s3Uri("s3://nowhere/out"))))
                  .failureMessage())
          .isEqualTo("The bucket of the output nowhere does not exist.");
    }
  }

  @Test
  void failsAndThrottlesAsItIsToldTo() throws Exception {
    try (TrainingStand stand =
        TrainingStand.start(
            folder,
            """
            {"training": {"faults": [
              {"effect": "fail", "name": "doomed", "message": "No capacity."},
              {"effect": "throttle", "name": "busy", "times": 2}
            ]}}
            """)) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));

      GetModelCustomizationJobResponse doomed = stand.ended(stand.create("doomed", job -> {}));

      assertThat(doomed.status()).isEqualTo(ModelCustomizationJobStatus.FAILED);
      assertThat(doomed.failureMessage()).isEqualTo("No capacity.");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> stand.create("busy", job -> {}))
            .isInstanceOf(ThrottlingException.class);
      }
      assertThat(stand.ended(stand.create("busy", job -> {})).status())
          .isEqualTo(ModelCustomizationJobStatus.COMPLETED);
    }
  }

  @Test
  void stopsAJobThatIsInProgress() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, SLOW)) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      String arn = stand.create("slow", job -> {});
      assertThat(stand.job("slow").status()).isEqualTo(ModelCustomizationJobStatus.IN_PROGRESS);

      stand.bedrock.stopModelCustomizationJob(job -> job.jobIdentifier(arn));

      assertThat(stand.ended(arn).status()).isEqualTo(ModelCustomizationJobStatus.STOPPED);
      assertThat(stand.bedrock.listCustomModels(list -> {}).modelSummaries()).isEmpty();
      assertThatThrownBy(
              () -> stand.bedrock.stopModelCustomizationJob(job -> job.jobIdentifier(arn)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("its status is Stopped");
    }
  }

  @Test
  void listsJobsByStatusNameAndPage() throws Exception {
    try (TrainingStand stand = TrainingStand.start(folder, "{}")) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      stand.ended(stand.create("first", job -> {}));
      stand.ended(stand.create("second", job -> {}));
      stand.ended(
          stand.create(
              "third", job -> job.trainingDataConfig(data -> data.s3Uri("s3://tuning/none"))));

      assertThat(
              stand
                  .bedrock
                  .listModelCustomizationJobsPaginator(
                      list -> list.maxResults(2).sortOrder(SortOrder.ASCENDING))
                  .modelCustomizationJobSummaries())
          .extracting(ModelCustomizationJobSummary::jobName)
          .containsExactly("first", "second", "third");
      assertThat(
              stand
                  .bedrock
                  .listModelCustomizationJobs(list -> list.statusEquals("Failed"))
                  .modelCustomizationJobSummaries())
          .extracting(ModelCustomizationJobSummary::jobName)
          .containsExactly("third");
      assertThat(
              stand
                  .bedrock
                  .listModelCustomizationJobs(list -> list.nameContains("sec"))
                  .modelCustomizationJobSummaries())
          .extracting(ModelCustomizationJobSummary::customModelName)
          .containsExactly("model-second");
    }
  }

  @Test
  void goesOnAfterAKill() throws Exception {
    Path killed = folder.resolve("killed");
    Path living = Files.createDirectory(folder.resolve("living"));
    String done;
    String open;
    try (TrainingStand stand = TrainingStand.start(living, SLOW)) {
      stand.put("train.jsonl", TrainingStand.pairs(TrainingStand.TICKETS));
      open = stand.create("open", job -> job.clientRequestToken("token"));
      // What lies on the disk in the middle of it is what a kill would leave.
      copy(living, killed);
    }

    try (TrainingStand again = TrainingStand.start(killed, "{}")) {
      assertThat(again.create("open", job -> job.clientRequestToken("token"))).isEqualTo(open);
      done = again.ended(open).outputModelArn();
      assertThat(done).isNotNull();
      again.deployed("d", done);
    }
    try (TrainingStand third = TrainingStand.start(killed, "{}")) {
      assertThat(third.job("open").outputModelArn()).isEqualTo(done);
      String deployment =
          third
              .bedrock
              .getCustomModelDeployment(one -> one.customModelDeploymentIdentifier("d"))
              .customModelDeploymentArn();
      assertThat(third.answer(deployment, TrainingStand.SYSTEM, "it crashes")).isEqualTo("bug");
    }
  }

  private static Validator validator(String uri) {
    return Validator.builder().s3Uri(uri).build();
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
