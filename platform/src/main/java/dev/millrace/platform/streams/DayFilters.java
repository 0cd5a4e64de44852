package dev.millrace.platform.streams;

import java.util.Map;
import java.util.TreeMap;

/**
 * Says of most keys that nobody has seen them, without a look at the disk: {@link DayFilter}s of
 * the newest days.
 *
 * <p><i>Shape</i>: what was on disk when the store was opened is not known, nor are days before
 * those that there are filters for: there the store has to be asked. So a store that was closed in
 * order is without a filter until its next day begins.
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
