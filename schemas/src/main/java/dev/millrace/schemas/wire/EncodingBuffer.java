package dev.millrace.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * Where a thread encodes its records, one after the other, so that none costs a buffer of its own.
 *
 * <p><i>Shape</i>: the bytes of Avro's own encoders. Nothing is held back: what was written of a
 * record that failed does not open the next.
 *
 * <p><i>Owner/threads</i>: one for each thread, and used by it alone. Encoding a record does not
 * begin another.
 */
final class EncodingBuffer extends BinaryEncoder {

  /** Shorter texts gain nothing by {@link LongTexts}. */
  static final int SHORT_TEXT = 128;

  /** Longer texts would need much room beside their own. */
  private static final int LONGEST_TAKEN = 1024 * 1024;

  private static final int INITIAL_BYTES = 2 * 1024;

  /** What a thread keeps at most: a large record's buffer is let go with it. */
  private static final int KEPT_BYTES = 64 * 1024;

  /** An integer takes seven bits of each byte. */
  private static final int MOST_INT_BYTES = 5;

  private static final int MOST_LONG_BYTES = 10;

  private static final ThreadLocal<EncodingBuffer> OF_THIS_THREAD =
      ThreadLocal.withInitial(EncodingBuffer::new);

  private final LongTexts longTexts = new LongTexts();
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  private EncodingBuffer() {}

  static EncodingBuffer ofThisThread() {
    return OF_THIS_THREAD.get();
  }

  /** Begins a record with its header. */
  void begin(int schemaId) {
    bytes[0] = AvroCodec.MAGIC;
    ByteBuffer.wrap(bytes, 1, Integer.BYTES).putInt(schemaId);
    length = AvroCodec.HEADER_BYTES;
  }

  /** A copy of the record. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** The record is done with. */
  void end() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
  }

  @Override
  public void writeString(String text) throws IOException {
    if (text.length() > SHORT_TEXT && text.length() <= LONGEST_TAKEN) {
      longTexts.write(text, this);
    } else {
      super.writeString(text);
    }
  }

  @Override
  public void writeBoolean(boolean b) {
    reserve(1);
    length += BinaryData.encodeBoolean(b, bytes, length);
  }

  @Override
  public void writeInt(int n) {
    reserve(MOST_INT_BYTES);
    length += BinaryData.encodeInt(n, bytes, length);
  }

  @Override
  public void writeLong(long n) {
    reserve(MOST_LONG_BYTES);
    length += BinaryData.encodeLong(n, bytes, length);
  }

  @Override
  public void writeFloat(float f) {
    reserve(Float.BYTES);
    length += BinaryData.encodeFloat(f, bytes, length);
  }

  @Override
  public void writeDouble(double d) {
    reserve(Double.BYTES);
    length += BinaryData.encodeDouble(d, bytes, length);
  }

  @Override
  public void writeFixed(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  @Override
  protected void writeZero() {
    reserve(1);
    bytes[length++] = 0;
  }

  @Override
  public int bytesBuffered() {
    return 0;
  }

  @Override
  public void flush() {
    // All is written already.
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
    }
  }
}
