package dev.millrace.inference.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Tells how much room an answer needs, from how long the answers to the same prompt by the same
 * model have been.
 *
 * <p><i>Shape</i>: for each kind the output tokens of the newest {@value #WINDOW} answers. The
 * bound is the longest of them, and a quarter. Before {@value #FEWEST} answers there is none.
 *
 * <p><i>Source</i>: where nothing tells the answers apart but their order, each of n + 1 is as
 * likely as any other to be the longest. So the next one is longer than all of n before it in at
 * most 1 of n + 1 cases, whatever their distribution; the quarter makes it fewer.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class AnswerLengths {

  static final int WINDOW = 256;

  /** Of fewer, more than one in 65 might be cut short, and paid for twice. */
  static final int FEWEST = 64;

  private static final double MARGIN = 1.25;

  /** Some 2 MiB; beyond that all are learnt anew. */
  private static final int MOST_KINDS = 2_000;

  private final Map<Kind, Window> windows = new HashMap<>();

  /** Answers that are alike: those of one model to one prompt. */
  record Kind(String pipeline, int promptRevision, String modelId) {}

  private static final class Window {

    private final int[] tokens = new int[WINDOW];
    private int seen;
    private int next;

    private void add(int length) {
      tokens[next] = length;
      next = (next + 1) % WINDOW;
      seen = Math.min(WINDOW, seen + 1);
    }

    private int longest() {
      int longest = 0;
      for (int i = 0; i < seen; i++) {
        longest = Math.max(longest, tokens[i]);
      }
      return longest;
    }
  }

  /** Tokens that the next answer will hardly exceed; absent until enough have been seen. */
  synchronized OptionalInt bound(Kind kind) {
    Window window = windows.get(kind);
    return window == null || window.seen < FEWEST
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.ceil(window.longest() * MARGIN));
  }

  /** An answer was so many tokens long. */
  synchronized void answered(Kind kind, long tokens) {
    if (!windows.containsKey(kind) && windows.size() >= MOST_KINDS) {
      windows.clear();
    }
    windows
        .computeIfAbsent(kind, absent -> new Window())
        .add((int) Math.min(Integer.MAX_VALUE / 2, tokens));
  }

  /** An answer did not end within so many tokens: taken for twice as long until it is known. */
  synchronized void cutShort(Kind kind, int tokens) {
    answered(kind, 2L * tokens);
  }
}
