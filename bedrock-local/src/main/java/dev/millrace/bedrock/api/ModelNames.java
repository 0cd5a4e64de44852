package dev.millrace.bedrock.api;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the model behind what callers name: an id stands for itself, an ARN of a foundation model
 * or of a cross-region profile for the id at its end, an application inference profile for the
 * model that it was made of, a deployment for the custom model that it is of. A custom model by
 * itself cannot be called.
 *
 * @param profiles the model behind the ARN of an application inference profile; empty where there
 *     is no such profile
 */
public record ModelNames(Function<String, Optional<String>> profiles, Deployments deployments) {

  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\\d{0,12}:(foundation-model|inference-profile|application-inference-profile|custom-model|custom-model-deployment)/(.+)");

  /** The deployments of custom models. */
  public interface Deployments {

    /** Where there are none. */
    Deployments NONE =
        new Deployments() {
          @Override
          public Optional<String> modelOf(String arn) {
            return Optional.empty();
          }

          @Override
          public boolean isCreating(String arn) {
            return false;
          }
        };

    /** The ARN of the custom model that answers for a deployment; empty where none does. */
    Optional<String> modelOf(String arn);

    /** Whether nothing answers yet. */
    boolean isCreating(String arn);
  }

  /** Where there are neither application inference profiles nor deployments. */
  public static final ModelNames PLAIN = new ModelNames(arn -> Optional.empty(), Deployments.NONE);

  /** The id of the model behind a name; empty where the name stands for nothing. */
  public Optional<String> base(String called) {
    Matcher arn = ARN.matcher(called);
    if (!arn.matches()) {
      return Optional.of(called);
    }
    return switch (arn.group(1)) {
      case "application-inference-profile" -> profiles.apply(called);
      case "custom-model-deployment" -> deployments.modelOf(called);
      case "custom-model" -> Optional.empty();
      default -> Optional.of(arn.group(2));
    };
  }

  /** Why a name stands for nothing. */
  AwsError nothingBehind(String called) {
    return deployments.isCreating(called) ? AwsError.notReady() : AwsError.unknownModel();
  }
}
