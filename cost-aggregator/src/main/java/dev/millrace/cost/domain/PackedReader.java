package dev.millrace.cost.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what {@link PackedWriter} wrote, in the same order.
 *
 * <p><i>Failure</i>: an {@link IllegalArgumentException} where the bytes end too early, or are of
 * something else.
 */
public final class PackedReader {

  private static final int SEVEN_BITS = 0x7f;

  /** Of a number that is not negative: nine bytes of seven. */
  private static final int MOST_BITS = Long.SIZE - 1;

  private final byte[] bytes;
  private int at;

  public PackedReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A number that is not negative. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < MOST_BITS; shift += 7) {
      byte next = next();
      value |= (long) (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has more than " + MOST_BITS + " bits");
  }

  /** A number that is not negative, of 31 bits at most. */
  public int integer() {
    long number = number();
    if (number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(number + " is more than an int holds");
    }
    return (int) number;
  }

  /** A number in eight bytes. */
  public long sorted() {
    long flipped = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      flipped = (flipped << Byte.SIZE) | (next() & 0xff);
    }
    return flipped ^ Long.MIN_VALUE;
  }

  /** A text. */
  public String text() {
    long length = number();
    if (length > bytes.length - at) {
      throw tooShort();
    }
    String value = new String(bytes, at, (int) length, UTF_8);
    at += (int) length;
    return value;
  }

  /** Bytes. */
  public byte[] bytes() {
    long size = number();
    if (size > bytes.length - at) {
      throw tooShort();
    }
    byte[] value = Arrays.copyOfRange(bytes, at, at + (int) size);
    at += (int) size;
    return value;
  }

  /** A text that may be absent. */
  public Optional<String> optional() {
    return number() == 0 ? Optional.empty() : Optional.of(text());
  }

  private byte next() {
    if (at == bytes.length) {
      throw tooShort();
    }
    return bytes[at++];
  }

  private IllegalArgumentException tooShort() {
    return new IllegalArgumentException(
        "the " + bytes.length + " bytes end in the middle of a value: they are of something else");
  }
}
