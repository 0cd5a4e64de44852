package dev.millrace.console;

import dev.millrace.record.RetrainingEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest reasons to train a better model.
 *
 * <p><i>Threads</i>: any number.
 */
final class RetrainingMemory {

  /** Of all pipelines together; four a day and pipeline are usual. */
  static final int MOST = 5_000;

  private final Deque<RetrainingEvent> events = new ArrayDeque<>();

  /** Takes the next one. */
  synchronized void add(RetrainingEvent event) {
    events.addLast(event);
    if (events.size() > MOST) {
      events.removeFirst();
    }
  }

  /** Those of a pipeline, oldest first. */
  synchronized List<RetrainingEvent> of(String pipeline) {
    return new ArrayList<>(
        events.stream().filter(event -> event.getPipeline().equals(pipeline)).toList());
  }
}
