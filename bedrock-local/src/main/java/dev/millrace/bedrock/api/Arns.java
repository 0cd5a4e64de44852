package dev.millrace.bedrock.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that this endpoint gives to what it makes: in one region, of one account. */
public final class Arns {

  /** Of everything that is made here. */
  public static final String ACCOUNT = "000000000000";

  private static final String REGION = "arn:aws:bedrock:us-east-1:";
  private static final String OURS = REGION + ACCOUNT + ":";
  private static final String JOB = OURS + "model-invocation-job/";
  private static final String PROFILE = OURS + "application-inference-profile/";
  private static final String CUSTOMIZATION = OURS + "model-customization-job/";
  private static final String CUSTOM_MODEL = OURS + "custom-model/";
  private static final String DEPLOYMENT = OURS + "custom-model-deployment/";
  private static final Pattern FOUNDATION =
      Pattern.compile("arn:aws[a-z-]*:bedrock:[a-z0-9-]+::foundation-model/(.+)");

  private Arns() {}

  /** What is named is not there. */
  public static AwsError notFound() {
    return new AwsError(
        404,
        "ResourceNotFoundException",
        "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.");
  }

  /** Of a batch inference job. */
  public static String job(String id) {
    return JOB + id;
  }

  /** The id of a job that is named by it, or by its ARN. */
  public static String jobId(String identifier) {
    return identifier.startsWith(JOB) ? identifier.substring(JOB.length()) : identifier;
  }

  /** Of an application inference profile. */
  public static String profile(String id) {
    return PROFILE + id;
  }

  /** The id of a profile that is named by it, or by its ARN. */
  public static String profileId(String identifier) {
    return identifier.startsWith(PROFILE) ? identifier.substring(PROFILE.length()) : identifier;
  }

  /** Of a foundation model. */
  public static String foundation(String model) {
    return REGION + ":foundation-model/" + model;
  }

  /** The id of a foundation model that is named by its ARN; empty where it is none. */
  public static Optional<String> foundationId(String identifier) {
    Matcher arn = FOUNDATION.matcher(identifier);
    return arn.matches() ? Optional.of(arn.group(1)) : Optional.empty();
  }

  /** Of a model customization job, which names the model that it began with. */
  public static String customization(String base, String id) {
    return CUSTOMIZATION + base + "/" + id;
  }

  /** Of a custom model, which names the model that it was made of. */
  public static String customModel(String base, String id) {
    return CUSTOM_MODEL + base + "/" + id;
  }

  /** Whether something is called as custom models are. */
  public static boolean isCustomModel(String arn) {
    return arn.startsWith(CUSTOM_MODEL);
  }

  /** Of a deployment of a custom model. */
  public static String deployment(String id) {
    return DEPLOYMENT + id;
  }
}
