package dev.millrace.lifecycle.training;

import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.platform.aws.AwsFailure;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CustomizationType;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;

/**
 * Model customization jobs of Amazon Bedrock. Job and model have the name of the run.
 *
 * <p>A job is looked for by its name before it is asked for, and asked for with a token: so it is
 * there once, whoever died in between.
 */
public final class BedrockTraining implements Training {

  private final BedrockClient bedrock;
  private final Terms terms;

  /**
   * How it trains.
   *
   * @param roleArn in which Bedrock reads the examples and writes its figures
   * @param output S3 URI below which it writes them, without a slash at the end
   * @param baseModels the model to begin with in place of one that cannot be customized by that
   *     name, such as amazon.nova-micro-v1:0:128k for amazon.nova-micro-v1:0
   * @param hyperParameters as the base model names them; its own defaults where there are none
   */
  public record Terms(
      String roleArn,
      String output,
      Map<String, String> baseModels,
      Map<String, String> hyperParameters) {

    public Terms {
      baseModels = Map.copyOf(baseModels);
      hyperParameters = Map.copyOf(hyperParameters);
    }
  }

  /** The caller closes the client. */
  public BedrockTraining(BedrockClient bedrock, Terms terms) {
    this.bedrock = bedrock;
    this.terms = terms;
  }

  @Override
  public TrainingState begin(TrainingOrder order) {
    TrainingState known = poll(order);
    return known instanceof TrainingState.Absent ? begun(() -> created(order)) : known;
  }

  @Override
  public TrainingState poll(TrainingOrder order) {
    return job(order.run());
  }

  private TrainingState job(Run run) {
    return heard(
        () -> {
          try {
            return state(bedrock.getModelCustomizationJob(job -> job.jobIdentifier(run.name())));
          } catch (ResourceNotFoundException e) {
            return new TrainingState.Absent();
          }
        });
  }

  @Override
  public TrainingState stop(Run run) {
    TrainingState known = job(run);
    if (!(known instanceof TrainingState.Running)) {
      return known;
    }
    return heard(
        () -> {
          try {
            bedrock.stopModelCustomizationJob(job -> job.jobIdentifier(run.name()));
          } catch (ConflictException | ResourceNotFoundException e) {
            // It has ended by itself meanwhile: the next question tells how.
            return known;
          }
          return job(run);
        });
  }

  private TrainingState created(TrainingOrder order) {
    String name = order.run().name();
    String arn =
        bedrock
            .createModelCustomizationJob(
                job -> {
                  job.jobName(name)
                      .customModelName(name)
                      .clientRequestToken(order.run().token(Run.Step.TRAINING))
                      .roleArn(terms.roleArn())
                      .baseModelIdentifier(
                          terms.baseModels().getOrDefault(order.baseModel(), order.baseModel()))
                      .customizationType(CustomizationType.FINE_TUNING)
                      .trainingDataConfig(data -> data.s3Uri(order.training()))
                      .outputDataConfig(data -> data.s3Uri(terms.output() + "/" + name + "/"));
                  if (!terms.hyperParameters().isEmpty()) {
                    job.hyperParameters(terms.hyperParameters());
                  }
                })
            .jobArn();
    return new TrainingState.Running(arn);
  }

  private static TrainingState state(GetModelCustomizationJobResponse job) {
    return switch (job.status()) {
      case IN_PROGRESS, STOPPING, UNKNOWN_TO_SDK_VERSION -> new TrainingState.Running(job.jobArn());
      case COMPLETED -> new TrainingState.Done(job.jobArn(), job.outputModelArn());
      case FAILED -> new TrainingState.Failed(Told.of(job.failureMessage()), Retry.MAY_HELP);
      case STOPPED -> new TrainingState.Stopped();
    };
  }

  /** A question that is refused may be allowed later, and what it is about goes on meanwhile. */
  private static TrainingState heard(Supplier<TrainingState> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      return unheard(AwsFailure.of(e));
    }
  }

  private static TrainingState begun(Supplier<TrainingState> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      AwsFailure failure = AwsFailure.of(e);
      return failure.kind() == AwsFailure.Kind.REFUSED
          ? new TrainingState.Failed("Bedrock refuses the job: " + failure.name(), Retry.IN_VAIN)
          : unheard(failure);
    }
  }

  private static TrainingState unheard(AwsFailure failure) {
    return new TrainingState.Unheard("Bedrock does not tell: " + failure.name());
  }
}
