package dev.millrace.inference;

import dev.millrace.inference.domain.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A clock, a timer and an executor that do nothing by themselves. */
final class StillWorld {

  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>(Comparator.comparing(Timed::at).thenComparingLong(Timed::number));
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private Instant now = Requests.BEGINNING;

  private long timed;

  /** Of two that are due together, the one that was asked for first. */
  private record Timed(Instant at, long number, Runnable task) {}

  Instant now() {
    return now;
  }

  void after(Duration pause, Runnable task) {
    timers.add(new Timed(now.plus(pause), timed++, task));
  }

  void execute(Runnable task) {
    tasks.add(task);
  }

  void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Time passes; what is due meanwhile happens in its order. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    runTasks();
    while (!timers.isEmpty() && !timers.peek().at().isAfter(end)) {
      Timed next = timers.remove();
      now = next.at();
      next.task().run();
      runTasks();
    }
    now = end;
  }
}
