package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import java.time.Duration;
import java.util.Set;

/** What the states of a run have in common. */
public final class Stages {

  private static final Set<RunState> OVER =
      Set.of(
          RunState.PROMOTED,
          RunState.REJECTED,
          RunState.ROLLED_BACK,
          RunState.ABORTED,
          RunState.FAILED);

  private static final Set<RunState> COMPARED =
      Set.of(RunState.EVALUATING, RunState.APPROVAL, RunState.SHADOW, RunState.CANARY);

  private Stages() {}

  /** Whether it goes no further. */
  public static boolean isOver(ModelRun run) {
    return OVER.contains(run.getState());
  }

  /** Whether it goes no further and has left nothing behind. */
  public static boolean isDone(ModelRun run) {
    return isOver(run) && run.getLeftover() == RunLeftover.NOTHING;
  }

  /** Whether somebody has stopped it for a while. */
  public static boolean isPaused(ModelRun run) {
    return run.getPausedBy() != null;
  }

  /** How long somebody had stopped it since its state, its attempt or its share began. */
  public static Duration pausedFor(ModelRun run) {
    return Duration.ofMillis(run.getPausedMillis());
  }

  /** Whether there is a candidate that is held against a champion. */
  public static boolean isCompared(ModelRun run) {
    return COMPARED.contains(run.getState());
  }

  /** Whether live traffic is what decides about it. */
  public static boolean isCounted(ModelRun run) {
    return run.getState() == RunState.SHADOW || run.getState() == RunState.CANARY;
  }
}
