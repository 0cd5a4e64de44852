package dev.millrace.platform.streams;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says of most keys that nobody has seen them, without a look at the disk: {@link DayFilter}s of
 * the newest days.
 *
 * <p><i>Shape</i>: days before those that there are filters for are not known, nor is what was on
 * disk where a store is opened without its {@link FiltersFile}: there the store has to be asked.
 *
 * <p><i>Owner/threads</i>: used by one thread.
 */
final class DayFilters {

  /** Ids are usually asked for within a day: that of today, and that of yesterday. */
  static final int DAYS = 2;

  private final TreeMap<Integer, DayFilter> filters = new TreeMap<>();

  /** Of days up to this one there may be keys that no filter has. */
  private int unknownUntil;

  /**
   * Filters that know nothing yet.
   *
   * @param newestOnDisk the newest day that the store has keys of; -1 of an empty one
   */
  DayFilters(int newestOnDisk) {
    this.unknownUntil = newestOnDisk;
  }

  /** Those that were written. */
  static DayFilters read(DataInput in) throws IOException {
    DayFilters filters = new DayFilters(in.readInt());
    int days = in.readInt();
    if (days < 0 || days > DAYS) {
      throw new IOException("filters of " + days + " days, and there are at most " + DAYS);
    }
    for (int i = 0; i < days; i++) {
      filters.filters.put(in.readInt(), DayFilter.read(in));
    }
    return filters;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(unknownUntil);
    out.writeInt(filters.size());
    for (Map.Entry<Integer, DayFilter> day : filters.entrySet()) {
      out.writeInt(day.getKey());
      day.getValue().write(out);
    }
  }

  /** Takes in a key that the store gets. */
  void add(int day, byte[] key) {
    if (day <= unknownUntil) {
      return;
    }
    filters.computeIfAbsent(day, begun -> new DayFilter()).add(key);
    if (filters.size() > DAYS) {
      Map.Entry<Integer, DayFilter> oldest = filters.pollFirstEntry();
      unknownUntil = oldest.getKey();
    }
  }

  /** False where the store does not have the key; true proves nothing. */
  boolean mayHave(int day, byte[] key) {
    if (day <= unknownUntil) {
      return true;
    }
    DayFilter filter = filters.get(day);
    return filter != null && filter.mayHave(key);
  }
}
