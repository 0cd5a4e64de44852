package dev.millrace.platform.streams;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Many entries of a {@link DayBlocks}, as they are stored together.
 *
 * @param oldestDay days since 1970, not negative; entries of days before it are forgotten
 * @param entries whose keys begin with their day, as {@link DayBlocks#key} makes them
 */
public record DayBlock(int oldestDay, List<DayStore.Entry> entries) {

  private static final int FORM = 1;
  private static final String CUT_OFF =
      "the bytes of a block end in the middle of an entry: they are of something else";

  /** Kafka's numbers have seven bits a byte. */
  private static final int MOST_BYTES_OF_NUMBER = 5;

  public DayBlock {
    if (oldestDay < 0) {
      throw new IllegalArgumentException("the oldest day is " + oldestDay + ", before 1970");
    }
    entries = List.copyOf(entries);
  }

  /** As it is stored. */
  public byte[] bytes() {
    int most = 3 * MOST_BYTES_OF_NUMBER;
    for (DayStore.Entry entry : entries) {
      most += 2 * MOST_BYTES_OF_NUMBER + entry.key().length + entry.value().length;
    }
    ByteBuffer out = ByteBuffer.allocate(most);
    ByteUtils.writeUnsignedVarint(FORM, out);
    ByteUtils.writeUnsignedVarint(oldestDay, out);
    ByteUtils.writeUnsignedVarint(entries.size(), out);
    for (DayStore.Entry entry : entries) {
      write(entry.key(), out);
      write(entry.value(), out);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * As it was stored.
   *
   * @throws IllegalArgumentException where the bytes are of something else
   */
  public static DayBlock of(byte[] bytes) {
    try {
      return read(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(CUT_OFF, e);
    }
  }

  private static DayBlock read(ByteBuffer in) {
    int form = ByteUtils.readUnsignedVarint(in);
    if (form != FORM) {
      throw new IllegalArgumentException(
          "a block is stored in form " + form + ", this version reads " + FORM);
    }
    int oldestDay = ByteUtils.readUnsignedVarint(in);
    int count = ByteUtils.readUnsignedVarint(in);
    List<DayStore.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new DayStore.Entry(stretch(in), stretch(in)));
    }
    if (count < 0 || in.hasRemaining()) {
      throw new IllegalArgumentException(
          in.remaining() + " bytes are left behind a block of " + count + " entries");
    }
    return new DayBlock(oldestDay, entries);
  }

  private static void write(byte[] bytes, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(bytes.length, out);
    out.put(bytes);
  }

  private static byte[] stretch(ByteBuffer in) {
    int size = ByteUtils.readUnsignedVarint(in);
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException(CUT_OFF);
    }
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }
}
