package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import java.util.Map;

/**
 * An error as Bedrock answers it; thrown to end a call.
 *
 * <p><i>Source</i>: the errors of service model bedrock-runtime 2023-09-30, and AWS rest-json.
 */
public final class AwsError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final String UNKNOWN_GUARDRAIL =
      "The guardrail identifier or version provided in the request does not exist.";

  private final int status;
  private final String type;

  /** Of a type of the service model, with its status. */
  public AwsError(int status, String type, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
  }

  /** A value that cannot be taken. */
  public static AwsError validation(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  /** A value that breaks a bound of the service model, in the words of AWS's own check. */
  public static AwsError constraint(String where, String value, String rule) {
    return validation(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + where
            + "' failed to satisfy constraint: "
            + rule);
  }

  /** A native body that its model's schema refuses, in the words of Bedrock's own check. */
  static AwsError malformed(String what) {
    return validation(
        "Malformed input request: " + what + ", please reformat your input and try again.");
  }

  /** A model that there is not. */
  public static AwsError unknownModel() {
    return validation("The provided model identifier is invalid.");
  }

  /** A model that there is not yet. */
  static AwsError notReady() {
    return new AwsError(
        429,
        "ModelNotReadyException",
        "The model specified in the request is not ready to serve inference requests.");
  }

  /** A guardrail that a model call names, and that there is not. */
  static AwsError unknownGuardrail() {
    return validation(UNKNOWN_GUARDRAIL);
  }

  /** The same where it is named by the path. */
  static AwsError noGuardrail() {
    return new AwsError(404, "ResourceNotFoundException", UNKNOWN_GUARDRAIL);
  }

  /** More tags than a resource can have. */
  public static AwsError tooManyTags() {
    return new AwsError(
        400,
        "TooManyTagsException",
        "The request contains more tags than can be associated with a resource (50 tags per resource).");
  }

  /** A quota that is used up. */
  static AwsError throttled(String message) {
    return new AwsError(429, "ThrottlingException", message);
  }

  static AwsError model(String message) {
    return new AwsError(424, "ModelErrorException", message);
  }

  /** What the HTTP layer refuses by itself. */
  static AwsError of(Problem problem) {
    if (problem.status() == 404) {
      return new AwsError(404, "UnknownOperationException", problem.detail());
    }
    return problem.status() < 500
        ? new AwsError(problem.status(), "ValidationException", problem.detail())
        : new AwsError(500, "InternalServerException", problem.detail());
  }

  /** The HTTP status that it comes with. */
  public int status() {
    return status;
  }

  HttpReply reply() {
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("message", getMessage())
            .toString()
            .getBytes(UTF_8);
    return new HttpReply.Whole(
        status, Map.of("Content-Type", "application/json", "x-amzn-ErrorType", type), body);
  }
}
