package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * Names of members that were read lately. Events of a pipeline have the same ones over and over:
 * read as the very same string, they need not be decoded, hashed or compared again, here or by
 * whoever looks members up.
 *
 * <p><i>Threads</i>: shared by all. Two that write a place at once overwrite each other, which
 * costs a decoding; a string that is seen is whole whoever made it (JLS 17.5).
 */
final class RecentNames {

  /** Names that differ in a place of this table push each other out. */
  private static final int PLACES = 1024;

  /** Longer names are not kept, so that strangers cannot fill the memory with them. */
  private static final int LONGEST = 64;

  private final @Nullable String[] names = new @Nullable String[PLACES];

  /**
   * The name in a stretch of ASCII.
   *
   * @param hash as {@link String#hashCode} reckons it
   */
  String of(byte[] text, int from, int to, int hash) {
    if (to - from > LONGEST) {
      return decoded(text, from, to);
    }
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    String known = names[place];
    if (known != null && known.hashCode() == hash && isWritten(known, text, from, to)) {
      return known;
    }
    String name = decoded(text, from, to);
    names[place] = name;
    return name;
  }

  private static String decoded(byte[] text, int from, int to) {
    return new String(text, from, to - from, ISO_8859_1);
  }

  private static boolean isWritten(String name, byte[] text, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (name.charAt(i - from) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
