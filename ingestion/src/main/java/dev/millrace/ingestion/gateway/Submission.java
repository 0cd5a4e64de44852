package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Problem;
import java.util.List;

/**
 * What a request's body holds.
 *
 * @param <T> kind of its parts
 */
sealed interface Submission<T> {

  /** How many parts it has to be charged for. */
  int size();

  /** One part. */
  record Single<T>(Part<T> part) implements Submission<T> {

    @Override
    public int size() {
      return 1;
    }
  }

  /**
   * Any number of parts, each for itself.
   *
   * @param lines number of the line of each part, from 1; empty where the body has no lines
   */
  record Batch<T>(List<Part<T>> parts, List<Integer> lines) implements Submission<T> {

    public Batch {
      parts = List.copyOf(parts);
      lines = List.copyOf(lines);
    }

    @Override
    public int size() {
      return parts.size();
    }

    /** Adds the line to a problem, where there are lines. */
    Problem placed(int index, Problem problem) {
      return lines.isEmpty() ? problem : Problems.inLine(lines.get(index), problem);
    }
  }

  /** Nothing that can be taken apart. */
  record Unreadable<T>(Problem problem) implements Submission<T> {

    @Override
    public int size() {
      return 1;
    }
  }

  /** One part of a body, which stands and falls alone. */
  sealed interface Part<T> {

    /** It can be used. */
    record Good<T>(T value) implements Part<T> {}

    /** It cannot; the others may. */
    record Bad<T>(Problem problem) implements Part<T> {}
  }
}
