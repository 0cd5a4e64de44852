package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.record.ModelRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Since when nothing is heard of the work of runs. An endpoint that is busy for a moment is not
 * worth a record; one that stays away is.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class Silence {

  private final Duration patience;
  private final InstantSource clock;
  private final Map<String, Instant> since = new HashMap<>();

  /**
   * No run is silent.
   *
   * @param patience after which silence is told
   */
  Silence(Duration patience, InstantSource clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /** Nothing is heard of the work of a run. */
  Optional<Seen> of(ModelRun run, String reason) {
    Instant begun = since.computeIfAbsent(run.getId(), id -> clock.instant());
    return clock.instant().isBefore(begun.plus(patience))
        ? Optional.empty()
        : Optional.of(new Seen.Waiting(reason));
  }

  /** Something is heard again. */
  void end(ModelRun run) {
    since.remove(run.getId());
  }

  void forgetAllBut(Collection<String> runs) {
    since.keySet().retainAll(runs);
  }
}
