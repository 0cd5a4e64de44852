package dev.millrace.ingestion.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when the test says so. */
final class ManualTimer implements Timer {

  private final List<Task> tasks = new ArrayList<>();
  private long nowNanos;

  private record Task(long dueNanos, Runnable action) {}

  @Override
  public synchronized long nowNanos() {
    return nowNanos;
  }

  @Override
  public synchronized void after(Duration time, Runnable action) {
    tasks.add(new Task(nowNanos + time.toNanos(), action));
    notifyAll();
  }

  /** Lets time pass, and does what is due. */
  void advance(Duration time) {
    List<Task> due;
    synchronized (this) {
      nowNanos += time.toNanos();
      due =
          tasks.stream()
              .filter(task -> task.dueNanos() <= nowNanos)
              .sorted(Comparator.comparingLong(Task::dueNanos))
              .toList();
      tasks.removeAll(due);
    }
    due.forEach(task -> task.action().run());
  }

  /** Waits until something is to be done at this time exactly, counted from the beginning. */
  synchronized void awaitTaskAt(Duration time) throws InterruptedException {
    long patienceUntil = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (tasks.stream().noneMatch(task -> task.dueNanos() == time.toNanos())) {
      if (System.nanoTime() > patienceUntil) {
        throw new AssertionError("nothing is due at " + time + ", but " + tasks);
      }
      wait(100);
    }
  }
}
