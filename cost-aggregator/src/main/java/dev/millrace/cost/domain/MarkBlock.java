package dev.millrace.cost.domain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks of many requests, as they are stored together.
 *
 * @param oldestDay days since 1970; marks of days before it are forgotten
 * @param entries by request; each has all marks of its own, those of before included
 */
public record MarkBlock(long oldestDay, List<Entry> entries) {

  private static final int FORM = 1;

  /** The marks of a request. */
  public record Entry(byte[] key, byte[] marks) {}

  public MarkBlock {
    entries = List.copyOf(entries);
  }

  /** What all keys of a day begin with; days sort as their numbers do. */
  public static byte[] day(long number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(Math.toIntExact(number)).array();
  }

  /** As it is stored. */
  public byte[] bytes() {
    PackedWriter out = new PackedWriter().number(FORM).number(oldestDay).number(entries.size());
    for (Entry entry : entries) {
      out.bytes(entry.key()).bytes(entry.marks());
    }
    return out.bytes();
  }

  /**
   * As it was stored.
   *
   * @throws IllegalArgumentException where the bytes are of something else
   */
  public static MarkBlock of(byte[] bytes) {
    PackedReader in = new PackedReader(bytes);
    long form = in.number();
    if (form != FORM) {
      throw new IllegalArgumentException(
          "marks are stored in form " + form + ", this version reads " + FORM);
    }
    long oldestDay = in.number();
    int count = (int) in.number();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(in.bytes(), in.bytes()));
    }
    return new MarkBlock(oldestDay, entries);
  }
}
