package dev.millrace.inference;

import dev.millrace.inference.BudgetGate.Asking;
import dev.millrace.inference.domain.ModelCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Calls that wait for money: those of one tenant, pipeline and model in their order, and those take
 * turns.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class HeldCalls {

  private final Map<Line, Deque<Held>> lines = new LinkedHashMap<>();

  /**
   * One of them.
   *
   * @param end of its waiting
   */
  record Held(Asking asking, CompletableFuture<Void> end) {}

  private record Line(String tenant, String pipeline, String modelId) {

    static Line of(Asking asking) {
      ModelCall call = asking.call();
      return new Line(call.tenant(), call.pipeline(), call.route().modelId());
    }
  }

  void add(Held one) {
    lines.computeIfAbsent(Line.of(one.asking()), unused -> new ArrayDeque<>()).add(one);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether somebody was there before. */
  boolean areBefore(Asking asking) {
    return lines.containsKey(Line.of(asking));
  }

  /** Takes out who may go: one of each line in turn, until none may any more. */
  List<Held> release(Predicate<Held> mayGo) {
    List<Held> released = new ArrayList<>();
    int before;
    do {
      before = released.size();
      for (Line line : List.copyOf(lines.keySet())) {
        Deque<Held> waiting = Objects.requireNonNull(lines.get(line));
        if (mayGo.test(waiting.element())) {
          released.add(waiting.remove());
          lines.remove(line);
          if (!waiting.isEmpty()) {
            lines.put(line, waiting);
          }
        }
      }
    } while (released.size() > before);
    return released;
  }
}
