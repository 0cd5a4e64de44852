package dev.millrace.cost.domain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Calls of one request that are booked, by what tells them apart. */
public record Marks(List<Long> values) {

  /** Of a request that was never seen. */
  public static final Marks NONE = new Marks(List.of());

  public Marks {
    values = List.copyOf(values);
  }

  boolean contains(long mark) {
    return values.contains(mark);
  }

  Marks and(long mark) {
    List<Long> more = new ArrayList<>(values);
    more.add(mark);
    return new Marks(more);
  }

  /** As they are stored. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(values.size() * Long.BYTES);
    values.forEach(out::putLong);
    return out.array();
  }

  /** As they were stored. */
  public static Marks of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Long> values = new ArrayList<>();
    while (in.hasRemaining()) {
      values.add(in.getLong());
    }
    return new Marks(values);
  }
}
