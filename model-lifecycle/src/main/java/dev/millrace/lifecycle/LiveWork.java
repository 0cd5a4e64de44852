package dev.millrace.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.lifecycle.dataset.BackgroundDatasets;
import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.dataset.ExampleSource;
import dev.millrace.lifecycle.dataset.KafkaTopics;
import dev.millrace.lifecycle.dataset.PinnedTopics;
import dev.millrace.lifecycle.dataset.RunFiles;
import dev.millrace.lifecycle.offline.AnswerStore;
import dev.millrace.lifecycle.offline.BackgroundEvaluations;
import dev.millrace.lifecycle.offline.ConverseModel;
import dev.millrace.lifecycle.offline.LostCalls;
import dev.millrace.lifecycle.offline.Models;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.lifecycle.offline.S3Answers;
import dev.millrace.lifecycle.training.BedrockDeployment;
import dev.millrace.lifecycle.training.BedrockTraining;
import dev.millrace.lifecycle.training.ImportedDeployment;
import dev.millrace.lifecycle.training.SageMakerCalls;
import dev.millrace.lifecycle.training.SageMakerTraining;
import dev.millrace.lifecycle.work.CandidatePrices;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.Evaluations;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.platform.aws.BlockingClients;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.platform.pricing.published.PublishedPrices;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Does the long work at AWS, or at whatever its endpoints are.
 *
 * <p><i>Failure</i>: where a part cannot be opened, those before it are closed.
 */
public final class LiveWork implements AutoCloseable {

  /** Of one call that nobody waits for. */
  static final Duration CALL = Duration.ofSeconds(60);

  private final Parts parts = new Parts("the long work of retraining runs");
  private final Datasets datasets;
  private final Training training;
  private final Deployment deployment;
  private final CandidatePrices prices;
  private final Evaluations evaluations;
  private final WorkSettings settings;
  private final Surroundings around;
  private final OfflineLedger ledger;

  /**
   * Where records are, and what they mean.
   *
   * @param prices of evaluations and candidates, as they change
   * @param isErased whether a tenant was erased
   */
  public record Surroundings(
      KafkaConnection kafka,
      SchemaRegistry registry,
      PublishedPrices prices,
      InstantSource clock,
      Predicate<String> isErased) {}

  /** Opens it. */
  public LiveWork(WorkSettings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    try {
      S3Client s3 = parts.add(BlockingClients.files(settings.aws(), settings.s3()));
      BedrockClient bedrock =
          parts.add(
              BlockingClients.control(BedrockClient.builder(), settings.aws(), settings.control()));
      RunFiles files = new RunFiles(s3, settings.bucket(), settings.prefix());
      PinnedTopics topics =
          new KafkaTopics(
              new TopicReader(around.kafka(), around.registry()),
              settings.lookback(),
              around.clock());
      ExampleSource examples = new ExampleSource(topics, around.registry(), around.isErased());
      this.datasets =
          parts.add(new BackgroundDatasets(examples, files, settings.dataset(), around.clock()));
      this.training = training(settings, bedrock, files.uri(settings.prefix() + "/models"));
      this.deployment =
          settings.trainer() instanceof WorkSettings.Trainer.SageMaker
              ? new ImportedDeployment(bedrock, settings.roleArn())
              : new BedrockDeployment(bedrock);
      this.ledger =
          parts.add(OfflineLedger.open(around.kafka(), around.registry(), around.isErased()));
      PriceBoard board = new PriceBoard(around.kafka(), around.registry(), around.clock());
      this.prices =
          new BookedPrices(
              around.prices()::book,
              rows -> {
                PriceBoard.Publication unused =
                    board.publish(rows, PriceBoard.Past.KEPT, RunDesk.ACTOR);
              },
              around.clock());
      LostCalls lost =
          parts.add(LostCalls.open(around.kafka(), around.registry(), ledger, around.clock()));
      this.evaluations =
          parts.add(
              new BackgroundEvaluations(
                  new BackgroundEvaluations.Tools(
                      new EvaluationExamples(examples, files, settings.dataset()),
                      order -> answers(order, settings, s3, files),
                      models(settings.evaluation().atOnce()),
                      lost,
                      settings.evaluation(),
                      around.clock())));
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** Whoever does it. */
  Work work() {
    return new Work(datasets, training, deployment, prices, evaluations);
  }

  /** Models to ask apart from the traffic, so many calls of each at once; all are booked. */
  public Models models(int atOnce) {
    return (modelId, run, whose) ->
        ConverseModel.open(
            settings.aws(),
            new ConverseModel.Access(modelId, run, atOnce, CALL),
            around.prices(),
            around.clock(),
            ledger.chargedTo(whose));
  }

  @Override
  public void close() {
    parts.close();
  }

  private static Training training(WorkSettings settings, BedrockClient bedrock, String output) {
    if (settings.trainer() instanceof WorkSettings.Trainer.Bedrock trainer) {
      return new BedrockTraining(
          bedrock,
          new BedrockTraining.Terms(
              settings.roleArn(), output, trainer.baseModels(), settings.hyperParameters()));
    }
    if (settings.trainer() instanceof WorkSettings.Trainer.SageMaker trainer) {
      return new SageMakerTraining(
          new SageMakerCalls(settings.aws().at(trainer.endpoint())),
          new SageMakerTraining.Terms(
              settings.roleArn(),
              output,
              trainer.image(),
              trainer.machine(),
              trainer.longest(),
              settings.hyperParameters()));
    }
    throw new AssertionError(settings.trainer());
  }

  /** Of these two models: another champion has not given the answers of the one before. */
  private static AnswerStore answers(
      EvaluationOrder order, WorkSettings settings, S3Client s3, RunFiles files) {
    CRC32 models = new CRC32();
    models.update((order.champion() + "\n" + order.candidate()).getBytes(UTF_8));
    return new S3Answers(
        s3,
        settings.bucket(),
        files.folder(order.run()) + "/evaluation-" + Long.toHexString(models.getValue()),
        UUID.randomUUID().toString());
  }
}
