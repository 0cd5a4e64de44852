package dev.millrace.inference.bedrock;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.bedrock.model.ServiceQuotaExceededException;

/**
 * Tells from what the SDK throws what can be said of a question to Bedrock or S3.
 *
 * <p>The message of the endpoint is not passed on, because it may quote the input.
 */
final class BatchFailures {

  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;

  /** Of credentials and clocks, which are put right while the requests wait. */
  private static final Set<String> NOT_SIGNED =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidToken",
          "InvalidClientTokenId",
          "InvalidAccessKeyId",
          "UnrecognizedClientException",
          "TokenRefreshRequired",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestInTheFuture");

  private BatchFailures() {}

  static BatchJobsException of(String what, SdkException e) {
    return new BatchJobsException(reason(e), what + ": " + name(e), e);
  }

  private static Reason reason(SdkException e) {
    if (e instanceof SdkServiceException service) {
      return reason(service);
    }
    return e instanceof SdkClientException client && lacksCredentials(client)
        ? Reason.PUT_OFF
        : Reason.UNHEARD;
  }

  private static Reason reason(SdkServiceException e) {
    if (e.isThrottlingException()
        || e instanceof ServiceQuotaExceededException
        || e.isClockSkewException()
        || NOT_SIGNED.contains(code(e))) {
      return Reason.PUT_OFF;
    }
    return e.statusCode() >= 500
            || e.statusCode() == TIMEOUT
            || e.statusCode() == CONFLICT
            || code(e).equals("ConflictException")
            || code(e).equals("RequestTimeout")
        ? Reason.UNHEARD
        : Reason.REFUSED;
  }

  /** Nothing was sent. */
  private static boolean lacksCredentials(SdkClientException e) {
    return e.getMessage() != null && e.getMessage().contains("credentials");
  }

  private static String code(SdkServiceException e) {
    return e instanceof AwsServiceException aws && aws.awsErrorDetails() != null
        ? String.valueOf(aws.awsErrorDetails().errorCode())
        : "";
  }

  private static String name(SdkException e) {
    return e instanceof SdkServiceException service
        ? "status " + service.statusCode() + " (" + service.getClass().getSimpleName() + ")"
        : e.getClass().getSimpleName();
  }
}
