package dev.millrace.bedrock.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** Computes the checksums that clients send along, as base64 of their bytes. */
final class Checksums {

  private static final Set<String> ALGORITHMS =
      Set.of("crc32", "crc32c", "crc64nvme", "sha1", "sha256");

  private Checksums() {}

  /** Whether headers may name an algorithm so. */
  static boolean isAlgorithm(String name) {
    return ALGORITHMS.contains(name);
  }

  static String of(String algorithm, List<ByteBuffer> pieces) {
    return switch (algorithm) {
      case "crc32" -> base64(new CRC32(), pieces);
      case "crc32c" -> base64(new CRC32C(), pieces);
      case "crc64nvme" ->
          Base64.getEncoder()
              .encodeToString(
                  ByteBuffer.allocate(Long.BYTES).putLong(Crc64Nvme.of(pieces)).array());
      case "sha1" -> base64(Digests.sha1(), pieces);
      case "sha256" -> base64(Digests.sha256(), pieces);
      default -> throw new AssertionError(algorithm);
    };
  }

  static String base64(MessageDigest digest, List<ByteBuffer> pieces) {
    return Base64.getEncoder().encodeToString(digest(digest, pieces));
  }

  static byte[] digest(MessageDigest digest, List<ByteBuffer> pieces) {
    pieces.forEach(piece -> digest.update(piece.duplicate()));
    return digest.digest();
  }

  private static String base64(Checksum checksum, List<ByteBuffer> pieces) {
    pieces.forEach(piece -> checksum.update(piece.duplicate()));
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
