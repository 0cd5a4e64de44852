package dev.millrace.bedrock.api;

import dev.millrace.platform.http.HttpCall;
import java.util.regex.Pattern;

/**
 * Asks callers to show credentials. Which ones is not looked at: the endpoint is on loopback, and
 * what is proved is that a client signs at all.
 *
 * <p><i>Source</i>: AWS General Reference, "Signature Version 4"; Bedrock API keys are bearer
 * tokens.
 */
final class Signatures {

  private static final Pattern SIGV4 =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/\\s]+/\\d{8}/[a-z0-9-]+/bedrock/aws4_request, ?SignedHeaders=\\S+, ?Signature=[0-9a-f]{64}");
  private static final Pattern BEARER = Pattern.compile("Bearer \\S+");

  private Signatures() {}

  static void require(HttpCall call) {
    String authorization = call.header("authorization").orElse("");
    if (authorization.isEmpty()) {
      throw new AwsError(
          403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    if (!SIGV4.matcher(authorization).matches() && !BEARER.matcher(authorization).matches()) {
      throw new AwsError(
          403,
          "IncompleteSignatureException",
          "The Authorization header is neither a complete AWS4-HMAC-SHA256 signature for bedrock nor a bearer token");
    }
  }
}
