package dev.millrace.platform.streams;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keys of a day, in memory, as far as to say of one that it is not among them: it has to be looked
 * for in one place of memory, and nowhere else.
 *
 * <p><i>Shape</i>: a Bloom filter of one MiB, in blocks of a cache line. Of a million keys that
 * were not taken in, it takes for known some 170 where it has 300,000 and 20,000 where it has a
 * million: where it has far more, it is of no use, and of no harm.
 *
 * <p><i>Owner/threads</i>: used by one thread.
 *
 * <p><i>Source</i>: Putze, Sanders, Singler, Cache-, Hash- and Space-Efficient Bloom Filters, 2007.
 */
final class DayFilter {

  private static final int BLOCK_BITS = 9;
  private static final int BLOCK_WORDS = (1 << BLOCK_BITS) / Long.SIZE;
  private static final int BLOCKS_BITS = 14;

  /** Bits of a key in its block: with more, blocks fill up sooner. */
  private static final int MARKS = 5;

  private static final long ODD = 0x9E3779B97F4A7C15L;

  /** Bytes of one that is written. */
  private static final int BYTES = (BLOCK_WORDS << BLOCKS_BITS) * Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] words = new long[BLOCK_WORDS << BLOCKS_BITS];

  /** The one that was written. */
  static DayFilter read(DataInput in) throws IOException {
    byte[] bytes = new byte[BYTES];
    in.readFully(bytes);
    DayFilter filter = new DayFilter();
    ByteBuffer.wrap(bytes).asLongBuffer().get(filter.words);
    return filter;
  }

  void write(DataOutput out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.asLongBuffer().put(words);
    out.write(bytes.array());
  }

  /** Takes a key in. */
  void add(byte[] key) {
    long hash = hash(key);
    int block = block(hash);
    for (int mark = 0; mark < MARKS; mark++) {
      int bit = bit(hash, mark);
      words[block + bit / Long.SIZE] |= 1L << bit;
    }
  }

  /** False where it was never taken in; true proves nothing. */
  boolean mayHave(byte[] key) {
    long hash = hash(key);
    int block = block(hash);
    for (int mark = 0; mark < MARKS; mark++) {
      int bit = bit(hash, mark);
      if ((words[block + bit / Long.SIZE] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The highest bits say which block, the lowest which bits of it. */
  private static int block(long hash) {
    return (int) (hash >>> (Long.SIZE - BLOCKS_BITS)) * BLOCK_WORDS;
  }

  private static int bit(long hash, int mark) {
    return (int) (hash >>> (mark * BLOCK_BITS)) & (1 << BLOCK_BITS) - 1;
  }

  /** Bits of which each depends on the whole key. */
  static long hash(byte[] key) {
    long hash = key.length;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = mixed(hash ^ (long) LONGS.get(key, at));
    }
    for (; at < key.length; at++) {
      hash = mixed(hash ^ key[at]);
    }
    return mixed(hash);
  }

  private static long mixed(long value) {
    long product = value * ODD;
    return product ^ product >>> 32;
  }
}
