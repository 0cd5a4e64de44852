package dev.millrace.ingestion.prompt;

import java.io.IOException;
import java.io.Writer;

/**
 * Collects a text up to a number of bytes of UTF-8 and refuses all beyond, so that a template that
 * repeats an event cannot fill the heap.
 */
final class BoundedText extends Writer {

  /** UTF-8 takes three bytes for a UTF-16 unit at most. */
  private static final long MAX_BYTES_PER_UNIT = 3;

  private final StringBuilder text;
  private final long bytes;

  /** Units that fit whatever they are. */
  private final long safeUnits;

  /** Units that are counted already, and the bytes they take. */
  private int countedUnits;

  private long countedBytes;

  /**
   * Begins with nothing.
   *
   * @param usual length of such texts, for which room is made at once
   */
  BoundedText(long bytes, int usual) {
    this.text = new StringBuilder(usual);
    this.bytes = bytes;
    this.safeUnits = bytes / MAX_BYTES_PER_UNIT;
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
    countedBytes += utf8Length(text, countedUnits);
    countedUnits = text.length();
    return bytes - countedBytes;
  }

  @Override
  public Writer append(CharSequence more) throws IOException {
    // Counted only where it comes to that: most texts are far from the bound.
    if (text.length() + more.length() > safeUnits && utf8Length(more, 0) > room()) {
      throw new FullException();
    }
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

  /** Counts two for each half of a pair: so it does not matter where a text is cut. */
  private static long utf8Length(CharSequence text, int from) {
    long bytes = 0;
    for (int i = from; i < text.length(); i++) {
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
