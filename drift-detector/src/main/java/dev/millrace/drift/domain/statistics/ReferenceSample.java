package dev.millrace.drift.domain.statistics;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of a first period, of which a reference is made: a sample of bounded size that is the same
 * for the same records, in whatever order they come and however they are spread and merged. It
 * holds the records whose keys have the smallest hashes; which those are says nothing about their
 * values.
 *
 * <p><i>Shape</i>: a record whose key came before replaces nothing.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class ReferenceSample {

  private final int capacity;
  private final TreeMap<Key, Kept> kept = new TreeMap<>();

  /**
   * An empty sample.
   *
   * @param capacity records that it holds at most, at least 1
   */
  public ReferenceSample(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a capacity of at least 1 is needed, not " + capacity);
    }
    this.capacity = capacity;
  }

  /** Written by {@link #bytes()}. */
  public static ReferenceSample of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    ReferenceSample sample = new ReferenceSample((int) packed.number());
    int size = packed.length(3);
    for (int i = 0; i < size; i++) {
      Key key = new Key(packed.number(), packed.text());
      sample.kept.put(key, new Kept(packed.number() == 1 ? packed.text() : null));
    }
    packed.requireEnd();
    return sample;
  }

  /** Takes a record into account; the key names it, the value is null where it has none. */
  public void add(String key, @Nullable String value) {
    put(new Key(TextHash.of(key), key), new Kept(value));
  }

  /** Takes into account what another one did. */
  public void merge(ReferenceSample other) {
    other.kept.forEach(this::put);
  }

  private void put(Key key, Kept value) {
    if (kept.size() == capacity && key.compareTo(kept.lastKey()) > 0) {
      return;
    }
    kept.putIfAbsent(key, value);
    if (kept.size() > capacity) {
      kept.pollLastEntry();
    }
  }

  /** Records that it holds. */
  public int size() {
    return kept.size();
  }

  /** The profile of the values that it holds. */
  public ReferenceProfile profile(FeatureType type) {
    List<@Nullable String> values = new ArrayList<>();
    kept.values().forEach(value -> values.add(value.value));
    return ReferenceProfiles.of(type, values);
  }

  /** Compact; {@link #of(byte[])} reads it. */
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.number(capacity);
    packed.number(kept.size());
    for (Map.Entry<Key, Kept> entry : kept.entrySet()) {
      packed.number(entry.getKey().hash);
      packed.text(entry.getKey().name);
      String value = entry.getValue().value;
      packed.number(value == null ? 0 : 1);
      if (value != null) {
        packed.text(value);
      }
    }
    return packed.bytes();
  }

  private record Key(long hash, String name) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int byHash = Long.compare(hash, other.hash);
      return byHash == 0 ? name.compareTo(other.name) : byHash;
    }
  }

  private record Kept(@Nullable String value) {}
}
