package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.platform.http.HttpReply;
import java.util.Map;

/** An error as Bedrock answers it; thrown to end a call. */
final class AwsError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;

  AwsError(int status, String type, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
  }

  static AwsError validation(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  static AwsError unknownModel() {
    return validation("The provided model identifier is invalid.");
  }

  static AwsError model(String message) {
    return new AwsError(424, "ModelErrorException", message);
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
