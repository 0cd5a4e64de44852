package dev.millrace.schemas.wire;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Where a thread encodes its records, one after the other, so that none costs a buffer of its own.
 *
 * <p><i>Owner/threads</i>: one for each thread, and used by it alone. Encoding a record does not
 * begin another.
 */
final class EncodingBuffer extends OutputStream {

  private static final int INITIAL_BYTES = 2 * 1024;

  /** What a thread keeps at most: a large record's buffer is let go with it. */
  private static final int KEPT_BYTES = 64 * 1024;

  private static final ThreadLocal<EncodingBuffer> OF_THIS_THREAD =
      ThreadLocal.withInitial(EncodingBuffer::new);

  private final BinaryEncoder encoder;
  private final LongTexts longTexts = new LongTexts();
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  private EncodingBuffer() {
    // It writes through: what it held back of a record that failed would open the next.
    this.encoder = EncoderFactory.get().directBinaryEncoder(this, null);
  }

  static EncodingBuffer ofThisThread() {
    return OF_THIS_THREAD.get();
  }

  /** Begins a record with its header, and gives what writes the rest. */
  BinaryEncoder begin(int schemaId) {
    bytes[0] = AvroCodec.MAGIC;
    ByteBuffer.wrap(bytes, 1, Integer.BYTES).putInt(schemaId);
    length = AvroCodec.HEADER_BYTES;
    return encoder;
  }

  /** What writes the long texts of this thread. */
  LongTexts longTexts() {
    return longTexts;
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
  public void write(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
    }
  }
}
