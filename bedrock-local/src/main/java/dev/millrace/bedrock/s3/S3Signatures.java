package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpCall;
import java.util.regex.Pattern;

/**
 * Asks callers to show credentials, in a header or in the query of a presigned URL. Which ones is
 * not looked at.
 *
 * <p><i>Source</i>: Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
 */
final class S3Signatures {

  private static final Pattern SIGV4 =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/\\s]+/\\d{8}/[a-z0-9-]+/s3/aws4_request, ?SignedHeaders=\\S+, ?Signature=[0-9a-f]{64}");

  private S3Signatures() {}

  static void require(HttpCall call) {
    String authorization = call.header("authorization").orElse("");
    if (authorization.isEmpty() && call.queryValue("X-Amz-Signature").isEmpty()) {
      throw new S3Error(403, "AccessDenied", "Access Denied");
    }
    if (!authorization.isEmpty() && !SIGV4.matcher(authorization).matches()) {
      throw new S3Error(
          400,
          "AuthorizationHeaderMalformed",
          "The authorization header is not a complete AWS4-HMAC-SHA256 signature for s3");
    }
  }
}
