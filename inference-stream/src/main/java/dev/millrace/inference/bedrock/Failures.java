package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.schemas.Cause;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Tells from what the endpoint says, or the SDK throws, why a call failed: by the name of the
 * error, then by status.
 *
 * <p>The message of the endpoint is not passed on, because it may quote the request.
 */
final class Failures {

  /** How Bedrock says that it knows no such model, with the same type as for any bad request. */
  private static final String UNKNOWN_MODEL = "model identifier is invalid";

  /** How it says that it knows no such guardrail, with either of two types. */
  private static final String UNKNOWN_GUARDRAIL = "guardrail identifier";

  private Failures() {}

  static Failed of(Throwable thrown) {
    Throwable failure = unwrapped(thrown);

    if (failure instanceof SdkServiceException service) {
      return of(refusal(service));
    }
    return new Failed(
        unanswered(failure),
        "no reply came from the endpoint (" + failure.getClass().getSimpleName() + ")",
        Optional.empty());
  }

  /**
   * Why a stream broke off that had begun. What cannot be read of it was damaged on the way.
   *
   * @param pieces that had come
   */
  static Failed ofStream(Throwable thrown, int pieces) {
    Throwable failure = unwrapped(thrown);
    Cause cause =
        failure instanceof SdkServiceException service
            ? cause(refusal(service))
            : unanswered(failure);
    return new Failed(
        cause == Cause.INTERNAL_ERROR ? Cause.TRANSPORT : cause,
        "the stream broke off after "
            + pieces
            + " pieces ("
            + failure.getClass().getSimpleName()
            + ")",
        Optional.empty());
  }

  static Failed of(Refusal refusal) {
    Cause cause = cause(refusal);
    return new Failed(
        cause,
        "the endpoint answered with status "
            + refusal.status()
            + (refusal.type().isEmpty() ? "" : " (" + refusal.type() + ")")
            + Advice.on(cause, refusal.message()).map(advice -> ": " + advice).orElse(""),
        refusal.requestId());
  }

  /** The SDK has types of its own for the errors of Bedrock's model alone. */
  private static Refusal refusal(SdkServiceException thrown) {
    return new Refusal(
        thrown.statusCode(),
        thrown.getClass().getSimpleName(),
        Objects.requireNonNullElse(thrown.getMessage(), ""),
        Optional.ofNullable(thrown.requestId()));
  }

  private static Cause cause(Refusal refusal) {
    return switch (refusal.type()) {
      case "ModelNotReadyException" -> Cause.MODEL_NOT_READY;
      case "ThrottlingException", "ServiceQuotaExceededException" -> Cause.THROTTLED;
      case "ServiceUnavailableException" -> Cause.UNAVAILABLE;
      case "ModelTimeoutException" -> Cause.TIMEOUT;
      case "ModelErrorException", "ModelStreamErrorException" -> Cause.MODEL_ERROR;
      case "InternalServerException" -> Cause.ENDPOINT_ERROR;
      case "AccessDeniedException" -> Cause.ACCESS_DENIED;
      case "ResourceNotFoundException" ->
          says(refusal, UNKNOWN_GUARDRAIL) ? Cause.UNKNOWN_GUARDRAIL : Cause.UNKNOWN_MODEL;
      case "ValidationException" ->
          says(refusal, UNKNOWN_GUARDRAIL)
              ? Cause.UNKNOWN_GUARDRAIL
              : says(refusal, UNKNOWN_MODEL) ? Cause.UNKNOWN_MODEL : Cause.INVALID_REQUEST;
      default -> byStatus(refusal.status());
    };
  }

  static Cause byStatus(int status) {
    return switch (status) {
      case 401, 403 -> Cause.ACCESS_DENIED;
      case 404 -> Cause.UNKNOWN_MODEL;
      case 407 -> Cause.UNAVAILABLE; // A proxy, before it lets the call through.
      case 408, 504 -> Cause.TIMEOUT;
      case 424 -> Cause.MODEL_ERROR;
      case 429 -> Cause.THROTTLED;
      case 502, 503 -> Cause.UNAVAILABLE;
      default -> status >= 500 ? Cause.ENDPOINT_ERROR : Cause.INVALID_REQUEST;
    };
  }

  private static Cause unanswered(Throwable failure) {
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || failure instanceof AbortedException) {
      return Cause.TIMEOUT;
    }
    if (isUnreachable(failure)) {
      return Cause.UNAVAILABLE;
    }
    if (failure instanceof SdkClientException) {
      return failure.getMessage() != null && failure.getMessage().contains("credentials")
          ? Cause.ACCESS_DENIED
          : Cause.TRANSPORT;
    }
    return failure instanceof RuntimeException ? Cause.INTERNAL_ERROR : Cause.TRANSPORT;
  }

  private static boolean says(Refusal refusal, String words) {
    return refusal.message().toLowerCase(Locale.ROOT).contains(words);
  }

  /** Whether no connection came about, so that nothing can have been paid for. */
  private static boolean isUnreachable(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause != null
            && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
        ? unwrapped(cause)
        : thrown;
  }
}
