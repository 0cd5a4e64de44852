package dev.millrace.bedrock.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.millrace.platform.http.HttpReply;

/**
 * A call that is refused, in CloudWatch's words.
 *
 * <p><i>Source</i>: Smithy RPC v2 CBOR, "Operation error serialization"; the code that clients of
 * the older protocol know is in {@code x-amzn-query-error}.
 */
final class CloudWatchError extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final CBORMapper CBOR = new CBORMapper();

  private final int status;
  private final String type;
  private final String code;
  private final String detail;

  private CloudWatchError(int status, String type, String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.detail = message;
  }

  static CloudWatchError invalid(String message) {
    return new CloudWatchError(
        400, "InvalidParameterValueException", "InvalidParameterValue", message);
  }

  static CloudWatchError missing(String message) {
    return new CloudWatchError(
        400, "MissingRequiredParameterException", "MissingParameter", message);
  }

  static CloudWatchError unsigned() {
    return new CloudWatchError(
        403, "MissingAuthenticationToken", "MissingAuthenticationToken", "Missing a signature");
  }

  static CloudWatchError tooLarge(int most) {
    return new CloudWatchError(
        413, "RequestEntityTooLarge", "RequestEntityTooLarge", "A request has at most " + most);
  }

  static CloudWatchError throttled() {
    return new CloudWatchError(400, "ThrottlingException", "Throttling", "Rate exceeded");
  }

  static CloudWatchError internal() {
    return new CloudWatchError(
        500, "InternalServiceFault", "InternalServiceError", "The request processing has failed");
  }

  HttpReply reply() {
    try {
      return HttpReply.of(
              status,
              CloudWatchApi.CBOR_TYPE,
              CBOR.writeValueAsBytes(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("__type", "com.amazonaws.cloudwatch#" + type)
                      .put("message", detail)))
          .with(CloudWatchApi.PROTOCOL, CloudWatchApi.RPC_V2_CBOR)
          .with("x-amzn-query-error", code + (status < 500 ? ";Sender" : ";Receiver"));
    } catch (JsonProcessingException e) {
      throw new AssertionError("text is CBOR", e);
    }
  }
}
