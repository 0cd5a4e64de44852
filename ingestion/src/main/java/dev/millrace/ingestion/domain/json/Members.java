package dev.millrace.ingestion.domain.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Members of an object, in their order.
 *
 * <p><i>Shape</i>: names and values in two arrays. Objects of events have a dozen members, which
 * are found sooner by looking at all of them than by way of a table, and are copied as a whole when
 * one is added; larger objects have an index.
 *
 * <p><i>Threads</i>: may be read by many at once, and is never changed.
 */
public final class Members extends AbstractMap<String, JsonValue> {

  /** Objects with more members have an index, so that nobody can make each look-up a long one. */
  static final int MOST_WITHOUT_INDEX = 16;

  private final String[] names;
  private final JsonValue[] values;
  private final int size;
  private final @Nullable Map<String, Integer> index;

  private Members(Builder builder) {
    this.names = builder.names;
    this.values = builder.values;
    this.size = builder.size;
    this.index = builder.index;
  }

  /** A copy of a map, unless it is of this kind. */
  static Members of(Map<String, JsonValue> map) {
    if (map instanceof Members members) {
      return members;
    }
    Builder builder = new Builder(map.size());
    map.forEach(builder::put);
    return builder.build();
  }

  /** Collects members; of no use any more after it has built. */
  public static final class Builder {

    private String[] names;
    private JsonValue[] values;
    private int size;
    private @Nullable Map<String, Integer> index;

    /**
     * Begins with none.
     *
     * @param expected how many there may be; more is no mistake
     */
    public Builder(int expected) {
      this.names = new String[expected];
      this.values = new JsonValue[expected];
    }

    /** Begins with those of an object, with room for more. */
    public Builder(Members members, int more) {
      this(members.size + more);
      System.arraycopy(members.names, 0, names, 0, members.size);
      System.arraycopy(members.values, 0, values, 0, members.size);
      this.size = members.size;
      this.index = members.index == null ? null : new HashMap<>(members.index);
    }

    /** Adds a member, or gives the one of this name another value. */
    public Builder put(String name, JsonValue value) {
      int known = place(names, size, index, name);
      if (known < 0) {
        add(name, value);
      } else {
        values[known] = value;
      }
      return this;
    }

    boolean has(String name) {
      return place(names, size, index, name) >= 0;
    }

    /** What was collected. */
    public Members build() {
      return new Members(this);
    }

    /** Adds a member of a name that is not there yet. */
    public void add(String name, JsonValue value) {
      if (size == names.length) {
        int room = Math.max(8, 2 * size);
        names = Arrays.copyOf(names, room);
        values = Arrays.copyOf(values, room);
      }
      names[size] = name;
      values[size] = value;
      size++;
      if (index != null) {
        index.put(name, size - 1);
      } else if (size > MOST_WITHOUT_INDEX) {
        index = new HashMap<>();
        for (int i = 0; i < size; i++) {
          index.put(names[i], i);
        }
      }
    }
  }

  private static int place(
      String[] names, int size, @Nullable Map<String, Integer> index, String name) {
    if (index != null) {
      return index.getOrDefault(name, -1);
    }
    int hash = name.hashCode();
    for (int i = 0; i < size; i++) {
      String other = names[i];
      if (other.hashCode() == hash && other.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return size;
  }

  /** The name of a member, by its place. */
  public String name(int place) {
    return names[place];
  }

  /** The value of a member, by its place. */
  public JsonValue value(int place) {
    return values[place];
  }

  @Override
  public @Nullable JsonValue get(@Nullable Object name) {
    int at = name instanceof String text ? place(names, size, index, text) : -1;
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Map.Entry<String, JsonValue>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<String, JsonValue>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, JsonValue>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Map.Entry<String, JsonValue> next() {
      if (next == size) {
        throw new NoSuchElementException();
      }
      int at = next++;
      return Map.entry(names[at], values[at]);
    }
  }
}
