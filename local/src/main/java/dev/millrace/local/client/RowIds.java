package dev.millrace.local.client;

import dev.millrace.schemas.Sha256;
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
      byte[] hash = Sha256.of(number + "\n" + content);
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    };
  }

  /** Each row is an event of its own, however often it is sent. */
  static RowIds fresh() {
    return (number, content) -> UUID.randomUUID().toString();
  }
}
