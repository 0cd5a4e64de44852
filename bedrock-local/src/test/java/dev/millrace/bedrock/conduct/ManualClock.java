package dev.millrace.bedrock.conduct;

import dev.millrace.bedrock.api.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when it is told to, and runs what is due meanwhile. */
public final class ManualClock implements InstantSource, Pace.Timer {

  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int number;

  private record Due(Instant at, int number, Runnable task) {}

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void after(Duration time, Runnable task) {
    waiting.add(new Due(now.plus(time), number++, task));
  }

  /** How many tasks are not due yet. */
  public int waiting() {
    return waiting.size();
  }

  public void advance(Duration time) {
    Instant until = now.plus(time);
    while (!waiting.isEmpty() && !waiting.element().at().isAfter(until)) {
      Due due = waiting.remove();
      now = due.at();
      due.task().run();
    }
    now = until;
  }
}
