package dev.millrace.platform.streams;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory until there are enough of them to be written together.
 *
 * <p><i>Shape</i>: the bytes of all entries lie in one array, and are found by way of a hash table
 * of their numbers: an entry costs what it holds and some 24 bytes, and no object. What room there
 * was is kept: some three MiB where it was full of ids once.
 *
 * <p><i>Owner/threads</i>: used by one thread.
 */
final class EntryTable {

  /** With more it is full. Of ids of requests they are some two MiB. */
  static final int MOST = 50_000;

  /** It is full as well with so many bytes. */
  static final int MOST_BYTES = 4 * 1024 * 1024;

  /** Before the bytes of an entry: the lengths of its key and of its value. */
  private static final int LENGTHS = 2 * Integer.BYTES;

  private static final int FIRST_BYTES = 4 * 1024;
  private static final int FIRST_ENTRIES = 64;

  /** Numbers of entries in {@link #inOrder} have so many bits: for far more than {@link #MOST}. */
  private static final int NUMBER_BITS = 20;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int end;

  /** Where entries begin, by their numbers. */
  private int[] starts = new int[FIRST_ENTRIES];

  private int size;

  /** Numbers of entries, from 1, at the place that the hash of the key says or behind it. */
  private int[] places = new int[2 * FIRST_ENTRIES];

  /** How many entries there are. */
  int size() {
    return size;
  }

  /** Whether it is time to write what is there. */
  boolean isFull() {
    return size >= MOST || end >= MOST_BYTES;
  }

  /** Keeps a value, in place of one that was there. */
  void put(byte[] key, byte[] value) {
    int place = place(key);
    int known = places[place];
    if (known != 0 && valueLength(known - 1) == value.length) {
      System.arraycopy(value, 0, bytes, valueStart(known - 1), value.length);
      return;
    }
    int start = appended(key, value);
    if (known != 0) {
      starts[known - 1] = start;
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
    }
    starts[size++] = start;
    places[place] = size;
    if (2 * size > places.length) {
      spread();
    }
  }

  /** The value under the key; null where there is none. */
  byte @Nullable [] get(byte[] key) {
    int known = places[place(key)];
    return known == 0 ? null : value(known - 1);
  }

  /**
   * All entries, in the order of their keys as RocksDB has it: by bytes without sign. Good until
   * the next one is put.
   */
  List<DayStore.Entry> inOrder() {
    int[] numbers = sorted();
    return new AbstractList<>() {
      @Override
      public DayStore.Entry get(int place) {
        return new DayStore.Entry(key(numbers[place]), value(numbers[place]));
      }

      @Override
      public int size() {
        return numbers.length;
      }
    };
  }

  /** Forgets all entries, and keeps the room that they had. */
  void clear() {
    end = 0;
    size = 0;
    Arrays.fill(places, 0);
  }

  /** Where the number of the key is, or where it belongs. */
  private int place(byte[] key) {
    int mask = places.length - 1;
    int place = (int) DayFilter.hash(key) & mask;
    while (places[place] != 0 && !isKeyOf(places[place] - 1, key)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void spread() {
    places = new int[2 * places.length];
    for (int number = 0; number < size; number++) {
      places[place(key(number))] = number + 1;
    }
  }

  private int appended(byte[] key, byte[] value) {
    int start = end;
    int needed = Math.addExact(start, LENGTHS + key.length + value.length);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    ByteBuffer.wrap(bytes, start, needed - start)
        .putInt(key.length)
        .putInt(value.length)
        .put(key)
        .put(value);
    end = needed;
    return start;
  }

  private int keyStart(int number) {
    return starts[number] + LENGTHS;
  }

  private int keyLength(int number) {
    return lengthAt(starts[number]);
  }

  private int valueStart(int number) {
    return keyStart(number) + keyLength(number);
  }

  private int valueLength(int number) {
    return lengthAt(starts[number] + Integer.BYTES);
  }

  private int lengthAt(int at) {
    return ByteBuffer.wrap(bytes).getInt(at);
  }

  private byte[] key(int number) {
    return Arrays.copyOfRange(bytes, keyStart(number), valueStart(number));
  }

  private byte[] value(int number) {
    int start = valueStart(number);
    return Arrays.copyOfRange(bytes, start, start + valueLength(number));
  }

  private boolean isKeyOf(int number, byte[] key) {
    return Arrays.equals(bytes, keyStart(number), valueStart(number), key, 0, key.length);
  }

  private int compare(int one, int other) {
    return Arrays.compareUnsigned(
        bytes, keyStart(one), valueStart(one), bytes, keyStart(other), valueStart(other));
  }

  /**
   * Numbers of the entries by their keys. What keys have behind their common beginning tells nearly
   * all of them apart by 43 bits: these are sorted as numbers, and only what is equal in them is
   * compared.
   */
  private int[] sorted() {
    int common = commonBeginning();
    long[] order = new long[size];
    for (int number = 0; number < size; number++) {
      order[number] = eightBytes(number, common) >>> (NUMBER_BITS + 1) << NUMBER_BITS | number;
    }
    Arrays.sort(order);
    int[] numbers = new int[size];
    int from = 0;
    for (int i = 0; i < size; i++) {
      numbers[i] = (int) order[i] & (1 << NUMBER_BITS) - 1;
      if (order[i] >>> NUMBER_BITS != order[from] >>> NUMBER_BITS) {
        compareAll(numbers, from, i);
        from = i;
      }
    }
    compareAll(numbers, from, size);
    return numbers;
  }

  private void compareAll(int[] numbers, int from, int to) {
    if (to - from > 1) {
      int[] inOrder =
          Arrays.stream(numbers, from, to)
              .boxed()
              .sorted(Comparator.comparing(number -> number, this::compare))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(inOrder, 0, numbers, from, inOrder.length);
    }
  }

  /** How many bytes all keys begin with. */
  private int commonBeginning() {
    int common = size == 0 ? 0 : keyLength(0);
    for (int number = 1; number < size; number++) {
      int differs =
          Arrays.mismatch(
              bytes,
              keyStart(0),
              keyStart(0) + common,
              bytes,
              keyStart(number),
              valueStart(number));
      common = differs < 0 ? common : differs;
    }
    return common;
  }

  /** Of the key, from a byte on; zeros where it has ended. */
  private long eightBytes(int number, int from) {
    int start = keyStart(number) + from;
    int length = Math.min(Long.BYTES, valueStart(number) - start);
    long eight = 0;
    for (int i = 0; i < length; i++) {
      eight |= (bytes[start + i] & 0xFFL) << (Long.SIZE - Byte.SIZE * (i + 1));
    }
    return eight;
  }
}
