package dev.millrace.bedrock.s3;

import java.util.Map;
import java.util.Optional;

/**
 * What is said of an object when it is put.
 *
 * @param headers that come back with it, by lower-case name: its media type, and the caller's own
 * @param checksum proved while it was put, where there is one
 * @param etag of an object that was put in parts; else it is made of the bytes
 */
public record ObjectAbout(
    Map<String, String> headers, Optional<Checksum> checksum, Optional<String> etag) {

  /**
   * A checksum of the whole object.
   *
   * @param algorithm as in the header, such as crc32
   * @param value base64
   */
  public record Checksum(String algorithm, String value) {}

  public ObjectAbout {
    headers = Map.copyOf(headers);
  }

  /** Its media type alone. */
  public static ObjectAbout of(String contentType) {
    return new ObjectAbout(Map.of("content-type", contentType), Optional.empty(), Optional.empty());
  }
}
