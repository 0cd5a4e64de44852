package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names of members that were read lately. Events of a pipeline have the same ones over and over, in
 * the same order: read as the very same string, they need not be decoded, hashed or compared again,
 * here or by whoever looks members up.
 *
 * <p><i>Threads</i>: shared by all. Two that write a place at once overwrite each other, which
 * costs a decoding; a name that is seen is whole whoever made it (JLS 17.5), and one that is taken
 * for the next is compared first.
 */
final class RecentNames {

  /** Names that differ in a place of this table push each other out. */
  private static final int PLACES = 1024;

  /** Longer names are not kept, so that strangers cannot fill the memory with them. */
  private static final int LONGEST = 64;

  private final @Nullable Name[] names = new @Nullable Name[PLACES];

  /** Stands before the first name of a text. */
  private final Name beginning = new Name("", new byte[] {'"'});

  /** A name that was read. */
  static final class Name {

    private final String text;

    /** As it is written, with the quote behind it. */
    private final byte[] closed;

    /** The place of the name that stood behind it the last time, wherever that was. */
    private int next;

    private Name(String text, byte[] closed) {
      this.text = text;
      this.closed = closed;
    }

    String text() {
      return text;
    }

    /** Bytes that it takes with the quote behind it. */
    int length() {
      return closed.length;
    }

    private boolean isWritten(byte[] bytes, int at, int end) {
      int behind = at + closed.length;
      return behind <= end && Arrays.equals(bytes, at, behind, closed, 0, closed.length);
    }
  }

  /** What stands before the first name of a text. */
  Name beginning() {
    return beginning;
  }

  /**
   * The name here, if it is the one that stood behind another the last time; else null.
   *
   * @param last the name before it
   */
  @Nullable Name next(Name last, byte[] text, int at, int end) {
    Name guess = names[last.next];
    return guess != null && guess.isWritten(text, at, end) ? guess : null;
  }

  /**
   * The name in a stretch of ASCII that a quote ends.
   *
   * @param hash as {@link String#hashCode} reckons it
   * @param last the name before it
   */
  Name of(byte[] text, int from, int to, int hash, Name last) {
    if (to - from > LONGEST) {
      return made(text, from, to);
    }
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    last.next = place;
    Name known = names[place];
    if (known != null && known.isWritten(text, from, to + 1)) {
      return known;
    }
    Name name = made(text, from, to);
    names[place] = name;
    return name;
  }

  private static Name made(byte[] text, int from, int to) {
    return new Name(
        new String(text, from, to - from, ISO_8859_1), Arrays.copyOfRange(text, from, to + 1));
  }
}
