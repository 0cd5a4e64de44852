package dev.millrace.ingestion.prompt;

import java.io.IOException;
import java.io.Writer;

/**
 * Collects a text up to a number of bytes of UTF-8 and refuses all beyond, so that a template that
 * repeats an event cannot fill the heap.
 */
final class BoundedText extends Writer {

  private final StringBuilder text = new StringBuilder();
  private long room;

  BoundedText(long bytes) {
    this.room = bytes;
  }

  /** What is written does not fit. */
  static final class FullException extends IOException {

    private static final long serialVersionUID = 1;

    FullException() {
      super("the text is longer than allowed");
    }
  }

  /** Bytes that would still fit. */
  long room() {
    return room;
  }

  @Override
  public Writer append(CharSequence more) throws IOException {
    take(utf8Length(more));
    text.append(more);
    return this;
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    append(new String(chars, offset, length));
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void take(long bytes) throws FullException {
    if (bytes > room) {
      throw new FullException();
    }
    room -= bytes;
  }

  /** Counts two for each half of a pair: so it does not matter where a text is cut. */
  private static long utf8Length(CharSequence text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return bytes;
  }
}
