package dev.millrace.lifecycle;

import dev.millrace.lifecycle.dataset.DatasetTerms;
import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.lifecycle.training.SageMakerTraining.Machine;
import dev.millrace.lifecycle.work.DatasetState.Need;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings of the long work of retraining runs.
 *
 * @param aws its own endpoint is that of the runtime, where models are asked
 * @param s3 in place of the region's own endpoint; none where absent
 * @param control in place of the region's own endpoint of Bedrock's control plane; none where
 *     absent
 * @param bucket where datasets, models and answers lie
 * @param prefix of all keys, without slashes around it
 * @param roleArn in which Bedrock and SageMaker read and write the bucket
 * @param lookback how far back examples are taken from
 * @param trainer who trains
 * @param hyperParameters given to the trainer
 * @param evaluation how models are asked apart from the traffic
 */
public record WorkSettings(
    AwsConnection aws,
    Optional<URI> s3,
    Optional<URI> control,
    String bucket,
    String prefix,
    String roleArn,
    Duration lookback,
    DatasetTerms dataset,
    Trainer trainer,
    Map<String, String> hyperParameters,
    OfflineRun.Terms evaluation) {

  private static final int MOST_EXAMPLES = 1_000_000;
  private static final int MOST_CALLS = 5;
  private static final int PERCENT = 100;

  /** Who trains. */
  public sealed interface Trainer {

    /**
     * Bedrock.
     *
     * @param baseModels the model to begin with, by the one of the spec, where it has another name
     */
    record Bedrock(Map<String, String> baseModels) implements Trainer {

      public Bedrock {
        baseModels = Map.copyOf(baseModels);
      }
    }

    /**
     * SageMaker; Bedrock serves what it has made.
     *
     * @param endpoint in place of the region's own; none where absent
     * @param image of the container
     * @param longest after which a job is stopped
     */
    record SageMaker(Optional<URI> endpoint, String image, Machine machine, Duration longest)
        implements Trainer {}
  }

  private enum Kind {
    BEDROCK,
    SAGEMAKER
  }

  public WorkSettings {
    hyperParameters = Map.copyOf(hyperParameters);
  }

  /** Reads {@code lifecycle.*} of the work, and {@code aws.*}. */
  public static WorkSettings from(SettingsReader settings) {
    return new WorkSettings(
        AwsConnection.from(settings),
        settings.optionalUri("aws.s3.endpoint"),
        settings.optionalUri("aws.bedrock.control-endpoint"),
        settings.text("lifecycle.bucket"),
        settings.text("lifecycle.prefix", "millrace/lifecycle"),
        settings.text("lifecycle.role-arn"),
        settings.duration("lifecycle.dataset.lookback", Duration.ofDays(30)),
        dataset(settings),
        trainer(settings),
        pairs(settings, "lifecycle.training.hyper-parameters"),
        new OfflineRun.Terms(
            settings.integer("lifecycle.evaluation.calls", 8, 1, 1000),
            settings.duration("lifecycle.evaluation.longest", Duration.ofMinutes(30)),
            MOST_CALLS,
            Duration.ofSeconds(1)));
  }

  private static DatasetTerms dataset(SettingsReader settings) {
    DatasetTerms usual = DatasetTerms.USUAL;
    return new DatasetTerms(
        (double) settings.integer("lifecycle.dataset.holdout-percent", 20, 1, 90) / PERCENT,
        limit(settings, "lifecycle.dataset.most-training", usual.training()),
        limit(settings, "lifecycle.dataset.most-holdout", usual.holdout()),
        usual.labels(),
        new Need(
            settings.integer(
                "lifecycle.dataset.least-training", usual.need().training(), 1, MOST_EXAMPLES),
            settings.integer(
                "lifecycle.dataset.least-holdout", usual.need().holdout(), 1, MOST_EXAMPLES),
            usual.need().labels()));
  }

  private static Limit limit(SettingsReader settings, String key, Limit usual) {
    return new Limit(settings.integer(key, usual.examples(), 1, MOST_EXAMPLES), usual.bytes());
  }

  private static Trainer trainer(SettingsReader settings) {
    Optional<String> image = settings.optionalText("lifecycle.training.sagemaker.image");
    Map<String, String> baseModels = pairs(settings, "lifecycle.training.base-models");
    Trainer.SageMaker sageMaker =
        new Trainer.SageMaker(
            settings.optionalUri("aws.sagemaker.endpoint"),
            image.orElse(""),
            new Machine(
                settings.text("lifecycle.training.sagemaker.machine", Machine.TRAINIUM.type()),
                settings.integer("lifecycle.training.sagemaker.machines", 1, 1, 64),
                settings.integer(
                    "lifecycle.training.sagemaker.volume-gigabytes",
                    Machine.TRAINIUM.volumeGigabytes(),
                    1,
                    16_384)),
            settings.duration("lifecycle.training.sagemaker.longest", Duration.ofHours(6)));
    return switch (settings.choice("lifecycle.training.with", Kind.class, Kind.BEDROCK)) {
      case BEDROCK -> new Trainer.Bedrock(baseModels);
      case SAGEMAKER -> {
        if (image.isEmpty()) {
          settings.problem(
              "lifecycle.training.sagemaker.image is missing: SageMaker trains in a container of"
                  + " yours; name its image in ECR, or leave training to Bedrock");
        }
        yield sageMaker;
      }
    };
  }

  /** Pairs such as {@code epochCount=2,batchSize=1}. */
  private static Map<String, String> pairs(SettingsReader settings, String key) {
    Map<String, String> pairs = new TreeMap<>();
    for (String pair : settings.text(key, "").split(",", -1)) {
      int sign = pair.indexOf('=');
      if (sign > 0 && sign < pair.length() - 1) {
        pairs.put(pair.substring(0, sign).strip(), pair.substring(sign + 1).strip());
      } else if (!pair.isBlank()) {
        settings.problem(key + " is expected as name=value, with commas between several");
      }
    }
    return pairs;
  }
}
