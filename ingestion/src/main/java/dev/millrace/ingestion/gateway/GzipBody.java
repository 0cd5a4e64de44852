package dev.millrace.ingestion.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a gzip body of any number of members. Java's own stream takes a second member that is cut
 * off for padding and says nothing: half a batch would pass for a whole one.
 *
 * <p><i>Source</i>: RFC 1952.
 */
final class GzipBody extends InputStream {

  private static final int HEADER_BYTES = 10;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int CHECKED_HEADER = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;

  private final byte[] body;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 check = new CRC32();
  private boolean inMember;
  private int at;

  GzipBody(byte[] body) {
    this.body = body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (!inMember) {
        if (at == body.length && at > 0) {
          return -1;
        }
        beginMember();
      }
      int count = inflate(to, offset, length);
      if (count > 0) {
        return count;
      }
      endMember();
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** What there is; 0 at the end of the member. */
  private int inflate(byte[] to, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(to, offset, length);
      if (count == 0 && !inflater.finished()) {
        throw new EOFException("the gzip member is cut off");
      }
      check.update(to, offset, count);
      return count;
    } catch (DataFormatException e) {
      throw new IOException("the gzip member is damaged", e);
    }
  }

  private void beginMember() throws IOException {
    int start = at;
    if (unsigned16(start) != MAGIC || unsigned8(start + 2) != DEFLATE) {
      throw new IOException("this is no gzip member");
    }
    int flags = unsigned8(start + 3);
    if ((flags & RESERVED) != 0) {
      throw new IOException("the gzip member has flags that nobody knows");
    }
    at = start + HEADER_BYTES;
    if ((flags & EXTRA) != 0) {
      at += 2 + unsigned16(at);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & CHECKED_HEADER) != 0) {
      CRC32 header = new CRC32();
      header.update(body, start, Math.min(at, body.length) - start);
      if (unsigned16(at) != (header.getValue() & 0xffff)) {
        throw new IOException("the gzip header is damaged");
      }
      at += 2;
    }
    inflater.reset();
    inflater.setInput(body, Math.min(at, body.length), Math.max(0, body.length - at));
    check.reset();
    inMember = true;
  }

  private void endMember() throws IOException {
    at = body.length - inflater.getRemaining();
    long length = inflater.getBytesWritten() & 0xffff_ffffL;
    if (unsigned32(at) != check.getValue() || unsigned32(at + 4) != length) {
      throw new IOException("the gzip member is damaged");
    }
    at += 8;
    inMember = false;
  }

  private void skipText() throws IOException {
    while (unsigned8(at++) != 0) {
      // The text itself is of no use here.
    }
  }

  private long unsigned32(int index) throws IOException {
    return unsigned16(index) | (long) unsigned16(index + 2) << 16;
  }

  private int unsigned16(int index) throws IOException {
    return unsigned8(index) | unsigned8(index + 1) << 8;
  }

  private int unsigned8(int index) throws IOException {
    if (index >= body.length) {
      throw new EOFException("the gzip member is cut off");
    }
    return body[index] & 0xff;
  }
}
