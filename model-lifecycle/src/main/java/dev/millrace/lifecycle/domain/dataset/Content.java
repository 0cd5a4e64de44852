package dev.millrace.lifecycle.domain.dataset;

import dev.millrace.schemas.Sha256;
import java.nio.ByteBuffer;
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
                Sha256.of(SPACE.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT))));
  }

  /**
   * Whether no training sees it, whatever else there is, now and later.
   *
   * @param share of all texts that are held out
   */
  boolean isHeldOut(double share) {
    long drawn = ByteBuffer.wrap(Sha256.of(SALT + digest)).getLong() >>> 11;
    return drawn < share * (1L << 53);
  }

  @Override
  public int compareTo(Content other) {
    return digest.compareTo(other.digest);
  }
}
