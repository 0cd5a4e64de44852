package dev.millrace.lifecycle.domain.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells whether two texts ask the same, and on which side of the split a text belongs.
 *
 * <p>Case and white space do not count, so that a text which training has seen is not in the
 * holdout with another space in it.
 *
 * @param digest SHA-256 of what counts, in hexadecimal digits
 */
record Content(String digest) implements Comparable<Content> {

  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** Splits the holdout from the rest of the texts, and no one else's. */
  private static final String SALT = "millrace holdout 1\n";

  /** Of a text. */
  static Content of(String text) {
    return new Content(
        HexFormat.of()
            .formatHex(
                sha256(SPACE.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT))));
  }

  /**
   * Whether no training sees it, whatever else there is, now and later.
   *
   * @param share of all texts that are held out
   */
  boolean isHeldOut(double share) {
    long drawn = ByteBuffer.wrap(sha256(SALT + digest)).getLong() >>> 11;
    return drawn < share * (1L << 53);
  }

  @Override
  public int compareTo(Content other) {
    return digest.compareTo(other.digest);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
