package dev.millrace.platform.drift.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads what {@link PackedWriter} wrote; anything else is an {@link IllegalArgumentException}. */
final class PackedReader {

  private final byte[] bytes;
  private int at;

  PackedReader(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long next = next();
      value |= (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw damaged();
  }

  double real() {
    long bits = 0;
    for (int i = 0; i < Double.BYTES; i++) {
      bits = bits << 8 | next();
    }
    return Double.longBitsToDouble(bits);
  }

  String text() {
    int length = length(1);
    String value = new String(bytes, at, length, UTF_8);
    at += length;
    return value;
  }

  long[] longs() {
    long[] values = new long[length(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = number();
    }
    return values;
  }

  double[] reals() {
    double[] values = new double[length(Double.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = real();
    }
    return values;
  }

  /** A number of things of which each takes at least {@code size} bytes of what is left. */
  int length(int size) {
    long length = number();
    if (length < 0 || length > (bytes.length - at) / size) {
      throw damaged();
    }
    return (int) length;
  }

  void requireEnd() {
    if (at != bytes.length) {
      throw damaged();
    }
  }

  private int next() {
    if (at >= bytes.length) {
      throw damaged();
    }
    return bytes[at++] & 0xFF;
  }

  private IllegalArgumentException damaged() {
    return new IllegalArgumentException(
        "these " + bytes.length + " bytes are not what was written: damaged near byte " + at);
  }
}
