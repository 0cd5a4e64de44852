package dev.millrace.ingestion.gateway.predictions;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far somebody has come in a topic.
 *
 * <p><i>Shape</i>: as text {@code 0.12-1.7}: of partition 0 offset 12 is read next, of partition 1
 * offset 7. It fits into an HTTP header and into the id of a server-sent event.
 *
 * @param next offset that is read next, by partition
 */
public record Positions(SortedMap<Integer, Long> next) {

  private static final Pattern ONE = Pattern.compile("(\\d{1,9})\\.(\\d{1,18})");

  public Positions {
    next.forEach(
        (partition, offset) -> {
          if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                "there is no offset " + offset + " of partition " + partition);
          }
        });
    next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
  }

  /** Before anything was read. */
  public static Positions none() {
    return new Positions(new TreeMap<>());
  }

  /** Positions by partition. */
  public static Positions of(Map<Integer, Long> next) {
    return new Positions(new TreeMap<>(next));
  }

  /** Reads the text; empty where it is none. */
  public static Optional<Positions> parse(String text) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    for (String part : text.split("-", -1)) {
      Matcher one = ONE.matcher(part);
      if (!one.matches()
          || next.put(Integer.parseInt(one.group(1)), Long.parseLong(one.group(2))) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new Positions(next));
  }

  /** The same, but for one partition. */
  public Positions moved(int partition, long offset) {
    SortedMap<Integer, Long> moved = new TreeMap<>(next);
    moved.put(partition, offset);
    return new Positions(moved);
  }

  /** Where a partition is read next. */
  OptionalLong of(int partition) {
    Long offset = next.get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  @Override
  public String toString() {
    return next.entrySet().stream()
        .map(one -> one.getKey() + "." + one.getValue())
        .collect(Collectors.joining("-"));
  }
}
