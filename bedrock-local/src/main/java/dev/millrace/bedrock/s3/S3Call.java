package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * One signed call of S3.
 *
 * @param id the endpoint's own id of it
 */
record S3Call(HttpCall http, String id) {

  private static final int MAX_KEY_BYTES = 1024;

  /** Which every call may have: they say how it is signed, or which operation it is. */
  private static final Set<String> OF_CLIENTS = Set.of("x-id");

  private static final String SIGNING = "X-Amz-";

  String bucket() {
    return http.parameter("bucket");
  }

  /** What it is about; of a bucket, the key is empty. */
  S3Uri object() {
    String key = http.parameters().getOrDefault("key", "");
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw new S3Error(400, "KeyTooLongError", "Your key is too long");
    }
    return new S3Uri(bucket(), key);
  }

  boolean asks(String parameter) {
    return http.query().containsKey(parameter);
  }

  Optional<String> asked(String parameter) {
    return http.queryValue(parameter).filter(value -> !value.isEmpty());
  }

  /** Refuses what would have no effect. */
  void knows(Set<String> parameters) {
    for (String name : http.query().keySet()) {
      if (!parameters.contains(name) && !OF_CLIENTS.contains(name) && !name.startsWith(SIGNING)) {
        throw S3Error.notImplemented(name);
      }
    }
  }
}
