package dev.millrace.deploy.stage;

import java.util.List;
import java.util.stream.Collectors;

/** A stage file that cannot be used; the message tells all that is wrong with it. */
public final class StageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<StageProblem> problems;

  StageException(String file, List<StageProblem> problems) {
    super(
        file
            + " cannot be used:\n  "
            + problems.stream().map(StageProblem::toString).collect(Collectors.joining("\n  ")));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of their lines. */
  public List<StageProblem> problems() {
    return problems;
  }
}
