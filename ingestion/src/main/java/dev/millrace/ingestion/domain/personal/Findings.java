package dev.millrace.ingestion.domain.personal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects findings of one text; of two that overlap, the one that came first stays. */
final class Findings {

  private final TreeMap<Integer, Finding> byStart = new TreeMap<>();

  void add(Kind kind, int start, int end) {
    Map.Entry<Integer, Finding> before = byStart.lowerEntry(end);
    if (before == null || before.getValue().end() <= start) {
      byStart.put(start, new Finding(kind, start, end));
    }
  }

  /** All of them, from left to right. */
  List<Finding> inOrder() {
    return List.copyOf(byStart.values());
  }
}
