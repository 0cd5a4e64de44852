package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.platform.http.HttpCall;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The bytes that a caller uploads, out of the chunks that they may come in, and held against
 * whatever the caller says of them: length, MD5, SHA-256 and checksums, in headers or in the
 * trailer. Signatures of chunks are not looked at.
 *
 * <p><i>Source</i>: Amazon S3 API reference, "Signature calculations: transferring a payload in
 * multiple chunks", "Checking object integrity".
 *
 * @param pieces in their order
 * @param checksum that was proved, where the caller gave one
 */
record UploadedBody(List<ByteBuffer> pieces, Optional<ObjectAbout.Checksum> checksum) {

  private static final String STREAMING = "STREAMING-";
  private static final String CHECKSUM = "x-amz-checksum-";
  private static final String LINE_END = "\r\n";

  /** Reads a call's. */
  static UploadedBody of(HttpCall call) {
    String content = call.header("x-amz-content-sha256").orElse("");
    Map<String, String> claims = new TreeMap<>();
    call.headers()
        .forEach(
            (name, values) -> {
              if (name.startsWith(CHECKSUM)) {
                claims.put(name, values.get(0));
              }
            });
    List<ByteBuffer> pieces =
        content.startsWith(STREAMING)
            ? chunks(call, claims)
            : List.of(ByteBuffer.wrap(call.body()));
    checkLength(call, pieces);
    checkDigests(call, content, pieces);
    return new UploadedBody(pieces, checksum(claims, pieces));
  }

  /** All of them, for the disk. */
  ObjectBody body() {
    return to -> {
      for (ByteBuffer piece : pieces) {
        to.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
      }
    };
  }

  /** All of them in memory, where they are a document. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer piece : pieces) {
      all.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }
    return all.toByteArray();
  }

  private static List<ByteBuffer> chunks(HttpCall call, Map<String, String> claims) {
    byte[] body = call.body();
    List<ByteBuffer> pieces = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = lineEnd(body, at);
      String head = new String(body, at, end - at, US_ASCII);
      int semicolon = head.indexOf(';');
      int size = size(semicolon < 0 ? head : head.substring(0, semicolon));
      at = end + LINE_END.length();
      if (size == 0) {
        trailer(body, at, claims);
        return pieces;
      }
      if (size > body.length - at - LINE_END.length()) {
        throw incomplete();
      }
      pieces.add(ByteBuffer.wrap(body, at, size));
      at += size;
      if (lineEnd(body, at) != at) {
        throw incomplete();
      }
      at += LINE_END.length();
    }
  }

  private static int size(String hex) {
    if (!hex.matches("[0-9a-fA-F]{1,16}")) {
      throw incomplete();
    }
    long size = HexFormat.fromHexDigitsToLong(hex);
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw incomplete();
    }
    return (int) size;
  }

  private static void trailer(byte[] body, int from, Map<String, String> claims) {
    int at = from;
    while (at < body.length) {
      int end = lineEnd(body, at);
      String line = new String(body, at, end - at, US_ASCII);
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        if (name.startsWith(CHECKSUM)) {
          claims.put(name, line.substring(colon + 1).strip());
        }
      }
      at = end + LINE_END.length();
    }
  }

  private static int lineEnd(byte[] body, int from) {
    for (int i = from; i + 1 < body.length; i++) {
      if (body[i] == '\r' && body[i + 1] == '\n') {
        return i;
      }
    }
    throw incomplete();
  }

  private static void checkLength(HttpCall call, List<ByteBuffer> pieces) {
    Optional<String> claimed = call.header("x-amz-decoded-content-length");
    long length = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    if (claimed.isPresent() && !claimed.get().equals(String.valueOf(length))) {
      throw incomplete();
    }
  }

  private static void checkDigests(HttpCall call, String content, List<ByteBuffer> pieces) {
    if (content.matches("[0-9a-f]{64}")
        && !HexFormat.of().formatHex(Checksums.digest(Digests.sha256(), pieces)).equals(content)) {
      throw new S3Error(
          400,
          "XAmzContentSHA256Mismatch",
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    Optional<String> md5 = call.header("content-md5");
    if (md5.isPresent() && !md5.get().equals(Checksums.base64(Digests.md5(), pieces))) {
      throw new S3Error(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static Optional<ObjectAbout.Checksum> checksum(
      Map<String, String> claims, List<ByteBuffer> pieces) {
    Optional<ObjectAbout.Checksum> proved = Optional.empty();
    for (Map.Entry<String, String> claim : claims.entrySet()) {
      String algorithm = claim.getKey().substring(CHECKSUM.length());
      if (!Checksums.isAlgorithm(algorithm)) {
        continue;
      }
      if (!Checksums.of(algorithm, pieces).equals(claim.getValue())) {
        throw new S3Error(
            400,
            "BadDigest",
            "The "
                + algorithm.toUpperCase(Locale.ROOT)
                + " you specified did not match the calculated checksum.");
      }
      proved = Optional.of(new ObjectAbout.Checksum(algorithm, claim.getValue()));
    }
    return proved;
  }

  private static S3Error incomplete() {
    return new S3Error(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header, or its chunks are malformed");
  }
}
