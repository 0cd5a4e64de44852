package dev.millrace.local.domain;

import java.util.ArrayList;
import java.util.List;

/** Collects what does not hold; a flood is counted, not repeated. */
final class Violations {

  private static final int SHOWN = 50;

  private final List<String> shown = new ArrayList<>();
  private long more;

  void add(String sentence) {
    if (shown.size() < SHOWN) {
      shown.add(sentence);
    } else {
      more++;
    }
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>(shown);
    if (more > 0) {
      sentences.add("and " + more + " more");
    }
    return sentences;
  }
}
