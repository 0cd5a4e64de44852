package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Members;
import dev.millrace.bedrock.s3.S3Uri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a customization job is to be like.
 *
 * <p><i>Source</i>: CreateModelCustomizationJobRequest of service model bedrock 2023-04-20.
 *
 * @param name of the job
 * @param modelName of the model that it makes
 * @param base id of the foundation model that it begins with
 * @param validation at most ten
 * @param json all that was asked, without the token
 */
public record TrainingRequest(
    String name,
    String modelName,
    String base,
    S3Uri training,
    List<S3Uri> validation,
    S3Uri output,
    ObjectNode json) {

  private static final String TOKEN = "clientRequestToken";
  private static final String FINE_TUNING = "FINE_TUNING";
  private static final int MAX_VALIDATORS = 10;

  private static final Pattern NAME = Pattern.compile("(?=.{1,63}$)[a-zA-Z0-9][a-zA-Z0-9+.-]*");

  /** Of models and deployments: letters and digits, with single signs behind them. */
  static final Pattern MODEL_NAME = Pattern.compile("(?=.{1,63}$)([0-9a-zA-Z][_-]?)+");

  static final Pattern TOKENS = Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?");
  private static final Pattern ROLE = Pattern.compile("arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+");
  private static final Pattern ANY_MODEL = Pattern.compile("\\S{1,2048}");
  private static final Pattern FOUNDATION =
      Pattern.compile("[a-z0-9-]{1,63}\\.[a-z0-9-]{1,63}(:[a-z0-9-]{1,63}){0,2}");
  private static final Pattern KIND =
      Pattern.compile(
          "FINE_TUNING|CONTINUED_PRE_TRAINING|DISTILLATION|REINFORCEMENT_FINE_TUNING|IMPORTED");

  /** Those of Nova and Titan. They are kept and told, and have no effect. */
  private static final Set<String> HYPER_PARAMETERS =
      Set.of("epochCount", "batchSize", "learningRate", "learningRateWarmupSteps");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?([eE]-?\\d{1,2})?");

  public TrainingRequest {
    validation = List.copyOf(validation);
  }

  /** Reads the body of a call. */
  public static TrainingRequest of(JsonNode body) {
    Members members = Members.of(body);
    String kind = members.optionalText("customizationType", KIND).orElse(FINE_TUNING);
    if (!kind.equals(FINE_TUNING)) {
      throw AwsError.validation(
          "The customizationType " + kind + " is not supported here: give " + FINE_TUNING + ".");
    }
    members.text("roleArn", ROLE);
    members.tags("jobTags");
    members.tags("customModelTags");
    checkHyperParameters(members);
    Members training = members.structure("trainingDataConfig");
    if (training.json().has("invocationLogsConfig")) {
      throw AwsError.validation(
          "The trainingDataConfig.invocationLogsConfig is not supported here: give s3Uri.");
    }
    ObjectNode json = body.deepCopy();
    json.remove(TOKEN);
    return new TrainingRequest(
        members.text("jobName", NAME),
        members.text("customModelName", MODEL_NAME),
        base(members.text("baseModelIdentifier", ANY_MODEL)),
        uri(training),
        validation(members),
        uri(members.structure("outputDataConfig")),
        json);
  }

  /** The token that makes a call the same call again. */
  static Optional<String> token(JsonNode body) {
    return Members.of(body).optionalText(TOKEN, TOKENS);
  }

  private static String base(String identifier) {
    String id = Arns.foundationId(identifier).orElse(identifier);
    if (!FOUNDATION.matcher(id).matches()) {
      throw AwsError.validation(
          "The provided model identifier is invalid: only foundation models can be customized here.");
    }
    return id;
  }

  private static List<S3Uri> validation(Members members) {
    if (!members.json().hasNonNull("validationDataConfig")) {
      return List.of();
    }
    List<S3Uri> validators =
        members.structure("validationDataConfig").structures("validators").stream()
            .map(TrainingRequest::uri)
            .toList();
    if (validators.size() > MAX_VALIDATORS) {
      throw AwsError.constraint(
          "validationDataConfig.validators",
          validators.size() + " members",
          "Member must have length less than or equal to " + MAX_VALIDATORS);
    }
    return validators;
  }

  private static S3Uri uri(Members members) {
    return S3Uri.of(members.text("s3Uri", S3Uri.PATTERN));
  }

  private static void checkHyperParameters(Members members) {
    if (!members.json().hasNonNull("hyperParameters")) {
      return;
    }
    Members given = members.structure("hyperParameters");
    given
        .json()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!HYPER_PARAMETERS.contains(name)) {
                throw AwsError.validation(
                    "The hyperparameter "
                        + name
                        + " is not one of "
                        + HYPER_PARAMETERS.stream().sorted().toList()
                        + ".");
              }
              given.text(name, NUMBER);
            });
  }
}
