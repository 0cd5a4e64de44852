package dev.millrace.ingestion.gateway.windows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Puts a key of a {@link WindowIndex} together, so that its bytes lie in the order of its parts.
 */
public final class KeyBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a time. */
  public KeyBytes time(Instant time) {
    // Unsigned, as the store compares.
    bytes.writeBytes(
        ByteBuffer.allocate(Long.BYTES).putLong(time.toEpochMilli() ^ Long.MIN_VALUE).array());
    return this;
  }

  /** Adds a number that is not negative. */
  public KeyBytes number(int number) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    return this;
  }

  /** Adds a text; its length keeps (ab, c) from reading like (a, bc). */
  public KeyBytes text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    number(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  /** The key. */
  public byte[] done() {
    return bytes.toByteArray();
  }
}
