package dev.millrace.bedrock.s3;

import java.util.regex.Pattern;

/**
 * A place in S3.
 *
 * @param key an object's, or how those of several begin; may be empty
 */
public record S3Uri(String bucket, String key) {

  /** Its form in the service models of others. */
  public static final Pattern PATTERN =
      Pattern.compile("s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9](/[-!_*'().a-z0-9A-Z]+)*/?");

  private static final String SCHEME = "s3://";

  /** Reads {@code s3://bucket/key}, which has to be of the form. */
  public static S3Uri of(String uri) {
    if (!PATTERN.matcher(uri).matches()) {
      throw new IllegalArgumentException(uri + " is no URI of S3 such as s3://bucket/key");
    }
    String path = uri.substring(SCHEME.length());
    int slash = path.indexOf('/');
    return slash < 0
        ? new S3Uri(path, "")
        : new S3Uri(path.substring(0, slash), path.substring(slash + 1));
  }

  /** How the keys of all begin that lie in it. */
  public String folder() {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
