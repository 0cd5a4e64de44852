package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Makes ids for rows that have none. */
@FunctionalInterface
public interface RowIds {

  /** Bytes of the digest that an id shows: enough that no two rows meet. */
  int DIGEST_BYTES = 16;

  /** The id of a row by its number and content. */
  String id(long number, String content);

  /** The same number and content give the same id, so that sending a file again adds nothing. */
  static RowIds derived() {
    return (number, content) -> {
      byte[] hash = sha256().digest((number + "\n" + content).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    };
  }

  /** Each row is an event of its own, however often it is sent. */
  static RowIds fresh() {
    return (number, content) -> UUID.randomUUID().toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
