package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.RunState;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the work of a run, and when that was: what is told of another moment of it
 * changes nothing.
 *
 * @param run id
 * @param state that it was in
 * @param attempt that was seen
 * @param champion that it was held against
 * @param share index of the share that was seen; null where it has none
 */
public record Report(
    String run, RunState state, int attempt, int champion, @Nullable Integer share, Seen what) {

  /** Seen of a run as it is. */
  public static Report of(ModelRun run, Seen what) {
    return new Report(
        run.getId(), run.getState(), run.getAttempt(), run.getChampion(), run.getShare(), what);
  }

  boolean isAbout(ModelRun now) {
    return equals(of(now, what));
  }
}
