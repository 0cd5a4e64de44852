package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpLimits;
import dev.millrace.platform.http.HttpListener;
import java.util.List;

/**
 * Settings of S3.
 *
 * @param buckets that there are from the beginning
 */
public record S3Settings(HttpListener listener, List<String> buckets) {

  /** The setting that its port is set by. */
  public static final String PORT = "bedrock.s3.port";

  /** Larger objects come in parts; a body is in memory while it is written. */
  private static final int MAX_BODY_BYTES = 32 * 1024 * 1024;

  /** One party gets half: two of the largest bodies, with their framing. */
  private static final long MEMORY_BYTES = 160L * 1024 * 1024;

  public S3Settings {
    buckets = List.copyOf(buckets);
    for (String bucket : buckets) {
      if (!ObjectStore.isBucketName(bucket)) {
        throw new IllegalArgumentException(
            "bedrock.s3.buckets: " + bucket + " is no name of a bucket");
      }
    }
  }

  /** On loopback. */
  public static S3Settings loopback(int port, List<String> buckets) {
    return new S3Settings(
        HttpListener.loopback(port, PORT, MAX_BODY_BYTES)
            .with(HttpLimits.DEFAULT.withMemory(MEMORY_BYTES)),
        buckets);
  }
}
