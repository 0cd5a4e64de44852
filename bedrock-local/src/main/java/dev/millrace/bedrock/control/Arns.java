package dev.millrace.bedrock.control;

import dev.millrace.bedrock.api.AwsError;

/** The names that this endpoint gives to what it makes: in one region, of one account. */
final class Arns {

  private static final String OURS = "arn:aws:bedrock:us-east-1:000000000000:";
  private static final String JOB = OURS + "model-invocation-job/";
  private static final String PROFILE = OURS + "application-inference-profile/";

  private Arns() {}

  /** What is named is not there. */
  static AwsError notFound() {
    return new AwsError(
        404,
        "ResourceNotFoundException",
        "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.");
  }

  static String job(String id) {
    return JOB + id;
  }

  /** The id of a job that is named by it, or by its ARN. */
  static String jobId(String identifier) {
    return identifier.startsWith(JOB) ? identifier.substring(JOB.length()) : identifier;
  }

  static String profile(String id) {
    return PROFILE + id;
  }

  /** The id of a profile that is named by it, or by its ARN. */
  static String profileId(String identifier) {
    return identifier.startsWith(PROFILE) ? identifier.substring(PROFILE.length()) : identifier;
  }
}
