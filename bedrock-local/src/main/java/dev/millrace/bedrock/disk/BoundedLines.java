package dev.millrace.bedrock.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Lines of UTF-8, none of which takes more memory than its bound.
 *
 * <p><i>Owner</i>: whoever opens it closes it, and the bytes with it.
 */
public final class BoundedLines implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream bytes;
  private final int mostBytes;
  private int number;

  /**
   * A line.
   *
   * @param number from 1
   * @param text without the line's end; empty where it is longer than the bound
   */
  public record Line(int number, Optional<String> text) {}

  /**
   * Over bytes.
   *
   * @param mostBytes bound of a line
   */
  public BoundedLines(InputStream bytes, int mostBytes) {
    this.bytes = new BufferedInputStream(bytes, BUFFER_BYTES);
    this.mostBytes = mostBytes;
  }

  /** The next line; empty at the end. */
  public Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long length = 0;
    int next = bytes.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      length++;
      if (length <= mostBytes) {
        line.write(next);
      }
      next = bytes.read();
    }
    number++;
    return Optional.of(
        new Line(
            number,
            length <= mostBytes ? Optional.of(text(line.toByteArray())) : Optional.empty()));
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  private static String text(byte[] line) {
    int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    return new String(line, 0, end, UTF_8);
  }
}
