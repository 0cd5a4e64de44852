package dev.millrace.ingestion.domain.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of a text in UTF-8 at once.
 *
 * <p><i>Shape</i>: the first byte is the lowest of the number. Marks have the highest bit of each
 * byte that is marked, and no other.
 */
public final class EightBytes {

  static final long ONES = 0x0101010101010101L;
  static final long HIGHEST_BITS = 0x8080808080808080L;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private EightBytes() {}

  /** The eight bytes from here on. */
  static long at(byte[] text, int at) {
    return (long) EIGHT.get(text, at);
  }

  /** The eight bytes from here on; zeros stand for those behind the end. */
  public static long upTo(byte[] text, int at, int end) {
    if (at + Long.BYTES <= end) {
      return at(text, at);
    }
    long eight = 0;
    for (int i = end - 1; i >= at; i--) {
      eight = (eight << Byte.SIZE) | (text[i] & 0xFF);
    }
    return eight;
  }

  static void put(byte[] text, int at, long eight) {
    EIGHT.set(text, at, eight);
  }

  /** Marks the characters of ASCII from the first to the last, and no other byte. */
  public static long between(long eight, char first, char last) {
    // Nothing is carried from one byte to the next: both hold seven bits.
    long ascii = eight & ~HIGHEST_BITS;
    long notBefore = ascii + (0x80 - first) * ONES;
    long behind = ascii + (0x7F - last) * ONES;
    return notBefore & ~behind & ~eight & HIGHEST_BITS;
  }

  /** Marks what is no character of ASCII. */
  static long beyondAscii(long eight) {
    return eight & HIGHEST_BITS;
  }

  /** Marks what goes on with a character that begins before it: bytes 10xxxxxx. */
  static long goingOn(long eight) {
    return eight & ~(eight << 1) & HIGHEST_BITS;
  }

  /** Marks what stands behind a marked byte, be it the last of the eight before. */
  public static long behind(long marks, long before) {
    return (marks << Byte.SIZE) | (before >>> (Long.SIZE - Byte.SIZE));
  }

  /** How many bytes stand before the first that is marked. */
  public static int beforeFirst(long marks) {
    return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
  }
}
