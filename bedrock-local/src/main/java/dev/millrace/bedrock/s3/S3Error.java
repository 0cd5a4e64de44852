package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import java.util.Map;

/**
 * An error as S3 answers it; thrown to end a call.
 *
 * <p><i>Source</i>: Amazon S3 API reference, "Error responses".
 */
final class S3Error extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  S3Error(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static S3Error noSuchKey() {
    return new S3Error(404, "NoSuchKey", "The specified key does not exist.");
  }

  static S3Error noSuchBucket() {
    return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
  }

  static S3Error noSuchUpload() {
    return new S3Error(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
  }

  static S3Error invalid(String message) {
    return new S3Error(400, "InvalidArgument", message);
  }

  static S3Error malformed() {
    return new S3Error(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema");
  }

  static S3Error preconditionFailed() {
    return new S3Error(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  /** Something of S3 that is not here. */
  static S3Error notImplemented(String what) {
    return new S3Error(
        501,
        "NotImplemented",
        "A header or parameter you provided implies functionality that is not implemented: "
            + what);
  }

  /** What the HTTP layer refuses by itself. */
  static S3Error of(Problem problem) {
    return switch (problem.status()) {
      case 413 ->
          new S3Error(
              400,
              "EntityTooLarge",
              "Your proposed upload exceeds the maximum allowed size: "
                  + problem.detail()
                  + "; upload it in parts");
      case 405 ->
          new S3Error(
              405,
              "MethodNotAllowed",
              "The specified method is not allowed against this resource.");
      case 503 -> new S3Error(503, "SlowDown", problem.detail());
      case 500 -> new S3Error(500, "InternalError", problem.detail());
      default -> new S3Error(problem.status(), "InvalidRequest", problem.detail());
    };
  }

  HttpReply reply(String requestId) {
    byte[] body =
        Xml.document(
            "Error",
            xml ->
                xml.text("Code", code)
                    .text("Message", String.valueOf(getMessage()))
                    .text("RequestId", requestId));
    return new HttpReply.Whole(status, Map.of("Content-Type", Xml.MEDIA_TYPE), body);
  }
}
