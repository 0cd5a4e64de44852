package dev.millrace.lifecycle.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lifecycle.training.SageMakerCalls.Reply;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import java.time.Duration;
import java.util.Map;

/**
 * Training jobs of Amazon SageMaker on Trainium: a container of yours reads the same JSON lines as
 * Bedrock does, from the channel {@code training}, and leaves a model in the form of Hugging Face
 * (safetensors) in {@code /opt/ml/model}, uncompressed, for Bedrock to import.
 *
 * <p>SageMaker knows no tokens: the name of a job, which is that of the run, is there once.
 *
 * <p><i>Source</i>: service model sagemaker 2017-07-24, CreateTrainingJob.
 */
public final class SageMakerTraining implements Training {

  private static final JsonMapper JSON = new JsonMapper();

  private final SageMakerCalls calls;
  private final Terms terms;

  /**
   * How it trains.
   *
   * @param roleArn in which SageMaker reads the examples and writes the model
   * @param output S3 URI below which it writes them, without a slash at the end
   * @param image of the container, in ECR
   * @param machine what it runs on
   * @param longest after which it is stopped
   * @param hyperParameters given to the container, besides {@code base-model}
   */
  public record Terms(
      String roleArn,
      String output,
      String image,
      Machine machine,
      Duration longest,
      Map<String, String> hyperParameters) {

    public Terms {
      hyperParameters = Map.copyOf(hyperParameters);
    }
  }

  /**
   * What a job runs on.
   *
   * @param type such as {@code ml.trn1.2xlarge}
   * @param count of instances
   * @param volumeGigabytes of each
   */
  public record Machine(String type, int count, int volumeGigabytes) {

    /** One with one Trainium chip, and room for a model of some billions of parameters. */
    public static final Machine TRAINIUM = new Machine("ml.trn1.2xlarge", 1, 100);
  }

  public SageMakerTraining(SageMakerCalls calls, Terms terms) {
    this.calls = calls;
    this.terms = terms;
  }

  @Override
  public TrainingState begin(TrainingOrder order) {
    TrainingState known = poll(order);
    if (!(known instanceof TrainingState.Absent)) {
      return known;
    }
    Reply reply = calls.call("CreateTrainingJob", job(order));
    if (reply instanceof Reply.Done done) {
      return new TrainingState.Running(done.body().path("TrainingJobArn").asText());
    }
    if (reply instanceof Reply.Refused refused) {
      return refused.error().equals("ResourceInUse")
          ? poll(order)
          : new TrainingState.Failed(
              "SageMaker refuses the job: " + refused.error(), Retry.IN_VAIN);
    }
    return unheard(reply);
  }

  @Override
  public TrainingState poll(TrainingOrder order) {
    return job(order.run());
  }

  private TrainingState job(Run run) {
    Reply reply = calls.call("DescribeTrainingJob", name(run));
    if (reply instanceof Reply.Done done) {
      return state(done.body());
    }
    if (reply instanceof Reply.Refused refused) {
      return isNotFound(refused)
          ? new TrainingState.Absent()
          : new TrainingState.Unheard("SageMaker does not tell: " + refused.error());
    }
    return unheard(reply);
  }

  @Override
  public TrainingState stop(Run run) {
    TrainingState known = job(run);
    if (!(known instanceof TrainingState.Running)) {
      return known;
    }
    Reply reply = calls.call("StopTrainingJob", name(run));
    // Refused where it has ended by itself meanwhile: the next question tells how.
    return reply instanceof Reply.Unheard ? unheard(reply) : job(run);
  }

  /** It has no error of its own for that. */
  private static boolean isNotFound(Reply.Refused refused) {
    return refused.error().equals("ResourceNotFound")
        || (refused.error().equals("ValidationException")
            && refused.message().contains("not found"));
  }

  private static TrainingState state(JsonNode job) {
    String arn = job.path("TrainingJobArn").asText();
    return switch (job.path("TrainingJobStatus").asText()) {
      case "Completed" ->
          new TrainingState.Done(arn, job.at("/ModelArtifacts/S3ModelArtifacts").asText());
      case "Failed" -> {
        String reason = job.path("FailureReason").asText();
        yield new TrainingState.Failed(Told.of(reason), retry(reason));
      }
      case "Stopped" -> stopped(job.path("SecondaryStatus").asText());
      default -> new TrainingState.Running(arn);
    };
  }

  /** SageMaker stops jobs itself, and says so beside the state alone. */
  private static TrainingState stopped(String how) {
    return switch (how) {
      case "MaxRuntimeExceeded" ->
          new TrainingState.Failed(
              how
                  + ": it took longer than lifecycle.training.sagemaker.longest allows; allow it"
                  + " more, or train with less",
              Retry.IN_VAIN);
      case "MaxWaitTimeExceeded", "Interrupted" ->
          new TrainingState.Failed(how + ": SageMaker had no machine for it", Retry.MAY_HELP);
      default -> new TrainingState.Stopped();
    };
  }

  /** AlgorithmError and ClientError are about the container and what it was given. */
  private static Retry retry(String reason) {
    return reason.startsWith("AlgorithmError") || reason.startsWith("ClientError")
        ? Retry.IN_VAIN
        : Retry.MAY_HELP;
  }

  private static TrainingState unheard(Reply reply) {
    if (reply instanceof Reply.Unheard unheard) {
      return new TrainingState.Unheard("SageMaker did not answer: " + unheard.reason());
    }
    throw new AssertionError(reply);
  }

  private static ObjectNode name(Run run) {
    return JSON.createObjectNode().put("TrainingJobName", run.name());
  }

  private ObjectNode job(TrainingOrder order) {
    ObjectNode job = name(order.run()).put("RoleArn", terms.roleArn());
    job.putObject("AlgorithmSpecification")
        .put("TrainingImage", terms.image())
        .put("TrainingInputMode", "File");
    ObjectNode channel = job.putArray("InputDataConfig").addObject();
    channel.put("ChannelName", "training").put("ContentType", "application/jsonlines");
    channel
        .putObject("DataSource")
        .putObject("S3DataSource")
        .put("S3DataType", "S3Prefix")
        .put("S3Uri", order.training())
        .put("S3DataDistributionType", "FullyReplicated");
    job.putObject("OutputDataConfig")
        .put("S3OutputPath", terms.output())
        .put("CompressionType", "NONE");
    job.putObject("ResourceConfig")
        .put("InstanceType", terms.machine().type())
        .put("InstanceCount", terms.machine().count())
        .put("VolumeSizeInGB", terms.machine().volumeGigabytes());
    job.putObject("StoppingCondition").put("MaxRuntimeInSeconds", terms.longest().toSeconds());
    ObjectNode parameters = job.putObject("HyperParameters").put("base-model", order.baseModel());
    terms.hyperParameters().forEach(parameters::put);
    ObjectNode tag = job.putArray("Tags").addObject();
    tag.put("Key", "millrace-pipeline").put("Value", order.run().pipeline());
    return job;
  }
}
