package dev.millrace.cost.domain;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@link WindowSums} of a window that grows with each call: it is added to in place, without a new
 * object for each call.
 *
 * <p><i>Owner/threads</i>: used by one thread.
 */
public final class OpenSums {

  /** Numbers that are kept of a portion: its code, its calls, and its tokens by kind. */
  private static final int WIDTH = 2 + Tokens.KINDS;

  private long requests;
  private int portions;
  private long[] numbers = new long[WIDTH];

  /** Those of sums as they are. */
  public static OpenSums of(WindowSums sums) {
    OpenSums open = new OpenSums();
    open.add(sums);
    return open;
  }

  /** Adds a call. */
  public void add(ChargedCall call) {
    if (call.endsRequest()) {
      requests = Math.addExact(requests, 1);
    }
    add(call.portion(), 1, call.tokens());
  }

  /** Adds all that is in other sums. */
  public void add(WindowSums more) {
    requests = Math.addExact(requests, more.requests());
    more.portions().forEach((portion, tally) -> add(portion, tally.calls(), tally.tokens()));
  }

  /** As they are now. */
  public WindowSums sums() {
    SortedMap<Portion, Tally> all = new TreeMap<>();
    for (int at = 0; at < portions * WIDTH; at += WIDTH) {
      all.put(
          Portion.of((int) numbers[at]),
          new Tally(
              numbers[at + 1],
              new Tokens(
                  numbers[at + 2],
                  numbers[at + 3],
                  numbers[at + 4],
                  numbers[at + 5],
                  numbers[at + 6])));
    }
    return new WindowSums(requests, all);
  }

  private void add(Portion portion, long calls, Tokens tokens) {
    int at = place(portion.code());
    numbers[at + 1] = Math.addExact(numbers[at + 1], calls);
    numbers[at + 2] = Math.addExact(numbers[at + 2], tokens.input());
    numbers[at + 3] = Math.addExact(numbers[at + 3], tokens.output());
    numbers[at + 4] = Math.addExact(numbers[at + 4], tokens.cacheRead());
    numbers[at + 5] = Math.addExact(numbers[at + 5], tokens.cacheWrite5m());
    numbers[at + 6] = Math.addExact(numbers[at + 6], tokens.cacheWrite1h());
  }

  /** Where the numbers of a portion begin; a window has one or two. */
  private int place(int code) {
    int end = portions * WIDTH;
    for (int at = 0; at < end; at += WIDTH) {
      if (numbers[at] == code) {
        return at;
      }
    }
    if (end == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * end);
    }
    numbers[end] = code;
    portions++;
    return end;
  }
}
