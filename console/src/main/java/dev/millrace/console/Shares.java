package dev.millrace.console;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest things of each tenant by their ids, so many of all tenants together. Where there are
 * more, the oldest of a tenant give way that has more than an equal share: however many one has,
 * those of others stay.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class Shares<V> {

  private final int most;

  /** By tenant, oldest first. */
  private final Map<String, Map<String, V>> all = new HashMap<>();

  private int count;

  /**
   * None so far.
   *
   * @param most of all tenants together, at least 1
   */
  Shares(int most) {
    this.most = most;
  }

  /** Takes the newest one; one that is there under its id stays as old as it is. */
  void add(String tenant, String id, V value) {
    Map<String, V> own = all.computeIfAbsent(tenant, first -> new LinkedHashMap<>());
    if (own.putIfAbsent(id, value) == null) {
      count++;
      forgetOldest(own);
    }
  }

  /** Takes the newest one; one that is there under its id goes. */
  void replace(String tenant, String id, V value) {
    Map<String, V> own = all.get(tenant);
    if (own != null && own.remove(id) != null) {
      count--;
    }
    add(tenant, id, value);
  }

  /** Those of a tenant, oldest first. */
  Map<String, V> of(String tenant) {
    return Collections.unmodifiableMap(all.getOrDefault(tenant, Map.of()));
  }

  /** Of who has just got one more, unless that is no more than its share. */
  private void forgetOldest(Map<String, V> own) {
    if (count <= most) {
      return;
    }
    Map<String, V> from = own.size() > most / all.size() ? own : largest();
    Iterator<String> oldest = from.keySet().iterator();
    oldest.next();
    oldest.remove();
    count--;
    if (from.isEmpty()) {
      all.values().removeIf(Map::isEmpty);
    }
  }

  private Map<String, V> largest() {
    return all.values().stream()
        .max(Comparator.comparingInt(Map::size))
        .orElseThrow(() -> new AssertionError("nobody has any, and yet there are too many"));
  }
}
