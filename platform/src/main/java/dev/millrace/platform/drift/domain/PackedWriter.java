package dev.millrace.platform.drift.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes numbers and texts in few bytes; {@link PackedReader} reads them. */
final class PackedWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Seven bits a byte, small numbers of either sign first. */
  void number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  void real(double value) {
    long bits = Double.doubleToLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (bits >>> shift));
    }
  }

  void text(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
  }

  void longs(long[] values) {
    number(values.length);
    for (long value : values) {
      number(value);
    }
  }

  void reals(double[] values) {
    number(values.length);
    for (double value : values) {
      real(value);
    }
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
