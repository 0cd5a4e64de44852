package dev.millrace.bedrock.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of an object that a caller wants.
 *
 * <p><i>Source</i>: RFC 9110, section 14; of several ranges S3 takes none.
 *
 * @param from first byte
 * @param length at least 1, but of an empty object
 */
record ByteRange(long from, long length) {

  private static final Pattern HEADER = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** All of it. */
  static ByteRange whole(long size) {
    return new ByteRange(0, size);
  }

  /**
   * Reads a header; empty where it says nothing that counts.
   *
   * @throws S3Error where the object has no such bytes
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher range = HEADER.matcher(header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(range.group(2)));
      return Optional.of(satisfiable(size - last, last));
    }
    long from = Long.parseLong(range.group(1));
    long until =
        range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
    return Optional.of(satisfiable(from, until - from));
  }

  private static ByteRange satisfiable(long from, long length) {
    if (length < 1) {
      throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable");
    }
    return new ByteRange(from, length);
  }
}
