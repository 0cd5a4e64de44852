package dev.millrace.platform.aws;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What can be said of a call that the SDK gave up.
 *
 * @param kind what to do about it
 * @param name of the failure, without the endpoint's message, because that may quote the input
 */
public record AwsFailure(Kind kind, String name) {

  /** What to do about it. */
  public enum Kind {
    /** Nothing happened: throttled, or not signed. It is done later. */
    PUT_OFF,
    /** Nobody knows whether it happened. It is asked again. */
    UNHEARD,
    /** It will be refused again. */
    REFUSED
  }

  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;

  private static final Set<String> QUOTA =
      Set.of("ServiceQuotaExceededException", "ResourceLimitExceeded");

  /** Of credentials and clocks, which are put right while the work waits. */
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

  /** Of what the SDK threw. */
  public static AwsFailure of(SdkException e) {
    return new AwsFailure(kind(e), told(e));
  }

  private static Kind kind(SdkException e) {
    if (e instanceof SdkServiceException service) {
      return kind(service);
    }
    return e instanceof SdkClientException client && lacksCredentials(client)
        ? Kind.PUT_OFF
        : Kind.UNHEARD;
  }

  private static Kind kind(SdkServiceException e) {
    if (e.isThrottlingException()
        || QUOTA.contains(code(e))
        || e.isClockSkewException()
        || NOT_SIGNED.contains(code(e))) {
      return Kind.PUT_OFF;
    }
    return e.statusCode() >= 500
            || e.statusCode() == TIMEOUT
            || e.statusCode() == CONFLICT
            || code(e).equals("ConflictException")
            || code(e).equals("RequestTimeout")
        ? Kind.UNHEARD
        : Kind.REFUSED;
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

  private static String told(SdkException e) {
    return e instanceof SdkServiceException service
        ? "status " + service.statusCode() + " (" + service.getClass().getSimpleName() + ")"
        : e.getClass().getSimpleName();
  }
}
