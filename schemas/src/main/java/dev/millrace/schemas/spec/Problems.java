package dev.millrace.schemas.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects what is wrong with one spec, so that all of it is told at once. */
final class Problems {

  private final List<SpecProblem> found = new ArrayList<>();

  void add(Optional<Mark> at, String path, String message) {
    int line = at.map(Mark::getLine).orElse(0) + 1;
    int column = at.map(Mark::getColumn).orElse(0) + 1;
    found.add(new SpecProblem(line, column, path, message));
  }

  boolean none() {
    return found.isEmpty();
  }

  /** All of them in the order of the text. */
  List<SpecProblem> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingInt(SpecProblem::line).thenComparingInt(SpecProblem::column))
        .toList();
  }
}
