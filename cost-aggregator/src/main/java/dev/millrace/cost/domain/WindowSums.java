package dev.millrace.cost.domain;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a window has to remember: tokens, not money, so that it is right by any price book.
 *
 * <p>Sums of whole numbers: the same calls give the same sums, in any order.
 *
 * @param requests those whose last call is among the calls
 */
public record WindowSums(long requests, SortedMap<Portion, Tally> portions) {

  /** Of a window without a call. */
  public static final WindowSums EMPTY = new WindowSums(0, new TreeMap<>());

  public WindowSums {
    portions = Collections.unmodifiableSortedMap(new TreeMap<>(portions));
  }

  /** Both together. */
  public WindowSums plus(WindowSums more) {
    TreeMap<Portion, Tally> both = new TreeMap<>(portions);
    more.portions.forEach((portion, tally) -> both.merge(portion, tally, Tally::plus));
    return new WindowSums(Math.addExact(requests, more.requests), both);
  }

  /** How many calls there are in all. */
  public long calls() {
    return portions.values().stream().mapToLong(Tally::calls).sum();
  }

  /** As it is stored. */
  public void writeTo(PackedWriter out) {
    out.number(requests).number(portions.size());
    for (Map.Entry<Portion, Tally> entry : portions.entrySet()) {
      Tokens tokens = entry.getValue().tokens();
      out.number(entry.getKey().code())
          .number(entry.getValue().calls())
          .number(tokens.input())
          .number(tokens.output())
          .number(tokens.cacheRead())
          .number(tokens.cacheWrite5m())
          .number(tokens.cacheWrite1h());
    }
  }

  /** As it was stored. */
  public static WindowSums readFrom(PackedReader in) {
    long requests = in.number();
    TreeMap<Portion, Tally> portions = new TreeMap<>();
    for (long rest = in.number(); rest > 0; rest--) {
      Portion portion = Portion.of(in.integer());
      long calls = in.number();
      Tokens tokens = new Tokens(in.number(), in.number(), in.number(), in.number(), in.number());
      portions.put(portion, new Tally(calls, tokens));
    }
    return new WindowSums(requests, portions);
  }
}
