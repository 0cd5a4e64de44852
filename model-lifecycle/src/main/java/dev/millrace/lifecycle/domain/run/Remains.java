package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunRemain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What attempts and runs have made and is of no more use. What a run leaves at its end is taken
 * down first; what cannot be, and what failed attempts have made, remains on the record, is tried
 * again beside everything else, and goes from run to run.
 */
final class Remains {

  /** The oldest are forgotten: a role that may delete nothing must not make records grow. */
  private static final int MOST = 100;

  private Remains() {}

  /** What is seen of that which a run has left at its end. */
  static Optional<Turn> after(Step step, Seen seen) {
    ModelRun run = step.run();
    if (run.getLeftover() == RunLeftover.NOTHING) {
      return Optional.empty();
    }
    if (seen instanceof Seen.TakenDown) {
      return step.same("model-run.take-down", now -> now.setLeftover(RunLeftover.NOTHING));
    }
    return seen instanceof Seen.LeftBehind
        ? step.same(
            "model-run.leave-behind",
            now -> now.setLeftover(RunLeftover.NOTHING).setRemains(with(run, run.getLeftover())))
        : Optional.empty();
  }

  /** One of them is gone. */
  static Optional<Turn> without(Step step, RunRemain gone) {
    List<RunRemain> left = new ArrayList<>(step.run().getRemains());
    return left.remove(gone)
        ? step.same("model-run.take-down", now -> now.setRemains(left))
        : Optional.empty();
  }

  /** Those of a run, with what its present attempt has made. */
  static List<RunRemain> with(ModelRun run, RunLeftover what) {
    if (what == RunLeftover.NOTHING) {
      return run.getRemains();
    }
    List<RunRemain> all = new ArrayList<>(run.getRemains());
    all.add(new RunRemain(run.getId(), run.getAttempt(), what));
    return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }
}
