package dev.millrace.local.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * The newest lines of those that it is given, in whatever order: a topic is read partition by
 * partition, and none of them knows of the others.
 *
 * <p><i>Shape</i>: keeps no more lines than it may; of lines of the same time, those that came
 * later.
 *
 * <p><i>Threads</i>: one.
 */
final class NewestLines {

  private static final Comparator<Line> OLDEST_FIRST =
      Comparator.comparing(Line::at).thenComparingLong(Line::number);

  private final int most;
  private final PriorityQueue<Line> lines = new PriorityQueue<>(OLDEST_FIRST);
  private long given;

  private record Line(Instant at, long number, String text) {}

  /**
   * Of nothing yet.
   *
   * @param most lines that are kept, 1 or more
   */
  NewestLines(int most) {
    this.most = most;
  }

  /**
   * Takes a line, unless there are as many newer ones as are kept.
   *
   * @param text is made of those alone that are taken
   */
  void add(Instant at, Supplier<String> text) {
    given++;
    Line oldest = lines.peek();
    if (lines.size() == most && oldest != null) {
      if (at.isBefore(oldest.at())) {
        return;
      }
      lines.remove();
    }
    lines.add(new Line(at, given, text.get()));
  }

  /** The oldest of them first. */
  List<String> inOrder() {
    List<Line> inOrder = new ArrayList<>(lines);
    inOrder.sort(OLDEST_FIRST);
    return inOrder.stream().map(Line::text).toList();
  }
}
