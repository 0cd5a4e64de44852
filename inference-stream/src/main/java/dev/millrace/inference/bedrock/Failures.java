package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.schemas.Cause;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/**
 * Tells from what the SDK throws why a call failed: by type, then by status.
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
      Cause cause = answered(service);
      return new Failed(
          cause,
          "the endpoint answered with status "
              + service.statusCode()
              + " ("
              + service.getClass().getSimpleName()
              + ")"
              + Advice.on(cause, service.getMessage()).map(advice -> ": " + advice).orElse(""),
          Optional.ofNullable(service.requestId()));
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
        failure instanceof SdkServiceException service ? answered(service) : unanswered(failure);
    return new Failed(
        cause == Cause.INTERNAL_ERROR ? Cause.TRANSPORT : cause,
        "the stream broke off after "
            + pieces
            + " pieces ("
            + failure.getClass().getSimpleName()
            + ")",
        Optional.empty());
  }

  private static Cause answered(SdkServiceException failure) {
    if (failure instanceof ModelNotReadyException) {
      return Cause.MODEL_NOT_READY;
    }
    if (failure instanceof ThrottlingException
        || failure instanceof ServiceQuotaExceededException) {
      return Cause.THROTTLED;
    }
    if (failure instanceof ServiceUnavailableException) {
      return Cause.UNAVAILABLE;
    }
    if (failure instanceof ModelTimeoutException) {
      return Cause.TIMEOUT;
    }
    if (failure instanceof ModelErrorException || failure instanceof ModelStreamErrorException) {
      return Cause.MODEL_ERROR;
    }
    if (failure instanceof InternalServerException) {
      return Cause.ENDPOINT_ERROR;
    }
    if (failure instanceof AccessDeniedException) {
      return Cause.ACCESS_DENIED;
    }
    if ((failure instanceof ResourceNotFoundException || failure instanceof ValidationException)
        && says(failure, UNKNOWN_GUARDRAIL)) {
      return Cause.UNKNOWN_GUARDRAIL;
    }
    if (failure instanceof ResourceNotFoundException) {
      return Cause.UNKNOWN_MODEL;
    }
    if (failure instanceof ValidationException) {
      return says(failure, UNKNOWN_MODEL) ? Cause.UNKNOWN_MODEL : Cause.INVALID_REQUEST;
    }
    return byStatus(failure.statusCode());
  }

  static Cause byStatus(int status) {
    return switch (status) {
      case 401, 403 -> Cause.ACCESS_DENIED;
      case 404 -> Cause.UNKNOWN_MODEL;
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
    if (failure instanceof SdkClientException) {
      if (isUnreachable(failure)) {
        return Cause.UNAVAILABLE;
      }
      return failure.getMessage() != null && failure.getMessage().contains("credentials")
          ? Cause.ACCESS_DENIED
          : Cause.TRANSPORT;
    }
    return failure instanceof RuntimeException ? Cause.INTERNAL_ERROR : Cause.TRANSPORT;
  }

  private static boolean says(SdkServiceException failure, String words) {
    String message = failure.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains(words);
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
