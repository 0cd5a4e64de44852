package dev.millrace.cost.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;

/**
 * Writes numbers and texts one after the other, each as short as it is. The same values give the
 * same bytes. {@link PackedReader} reads them.
 */
public final class PackedWriter {

  private static final int INITIAL_BYTES = 192;
  private static final int SEVEN_BITS = 0x7f;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  /** Writes a number that is not negative: seven bits a byte, the lowest first. */
  public PackedWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException(value + " is negative");
    }
    reserve(Long.BYTES + 2);
    long rest = value;
    while (rest > SEVEN_BITS) {
      bytes[length++] = (byte) (rest | (SEVEN_BITS + 1));
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** Writes any number in eight bytes that sort as the numbers do. */
  public PackedWriter sorted(long value) {
    reserve(Long.BYTES);
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (flipped >>> shift);
    }
    return this;
  }

  /** Writes a text behind its length. */
  public PackedWriter text(String value) {
    return bytes(value.getBytes(UTF_8));
  }

  /** Writes bytes behind their length. */
  public PackedWriter bytes(byte[] value) {
    number(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** Writes a text, or that there is none. */
  public PackedWriter optional(Optional<String> value) {
    number(value.isPresent() ? 1 : 0);
    value.ifPresent(this::text);
    return this;
  }

  /** All that was written. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
    }
  }
}
