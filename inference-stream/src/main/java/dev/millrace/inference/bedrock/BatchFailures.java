package dev.millrace.inference.bedrock;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.platform.aws.AwsFailure;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells from what the SDK throws what can be said of a question to Bedrock or S3. */
final class BatchFailures {

  private BatchFailures() {}

  static BatchJobsException of(String what, SdkException e) {
    AwsFailure failure = AwsFailure.of(e);
    return new BatchJobsException(reason(failure), what + ": " + failure.name(), e);
  }

  private static Reason reason(AwsFailure failure) {
    return switch (failure.kind()) {
      case PUT_OFF -> Reason.PUT_OFF;
      case UNHEARD -> Reason.UNHEARD;
      case REFUSED -> Reason.REFUSED;
    };
  }
}
