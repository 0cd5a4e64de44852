package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.work.Run;
import dev.millrace.platform.aws.LinesBody;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The files of runs in a bucket, each run in a folder of its own.
 *
 * <p><i>Failure</i>: the exceptions of the SDK.
 *
 * <p><i>Threads</i>: any.
 */
public final class RunFiles {

  private static final String SCHEME = "s3://";

  private final S3Client files;
  private final String bucket;
  private final String prefix;

  /**
   * Those of a bucket.
   *
   * @param prefix of all keys, without slashes around it
   */
  public RunFiles(S3Client files, String bucket, String prefix) {
    this.files = files;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** A run's folder, without a slash behind it. */
  public String folder(Run run) {
    return prefix + "/" + run.pipeline() + "/" + run.name();
  }

  /** The S3 URI of a key. */
  public String uri(String key) {
    return SCHEME + bucket + "/" + key;
  }

  /** The text of a key; absent where there is none. */
  public Optional<String> text(String key) {
    try {
      return Optional.of(files.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** The text behind a URI of this bucket; absent where there is none. */
  public Optional<String> textAt(String uri) {
    String own = SCHEME + bucket + "/";
    if (!uri.startsWith(own)) {
      throw new IllegalArgumentException(uri + " is expected to begin with " + own);
    }
    return text(uri.substring(own.length()));
  }

  /** Writes a file of lines, in place of what was there. */
  public void put(String key, String mediaType, List<byte[]> lines) {
    files.putObject(
        put -> put.bucket(bucket).key(key).contentType(mediaType), LinesBody.of(lines, mediaType));
  }
}
