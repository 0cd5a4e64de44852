package dev.millrace.inference;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets requests that were called for end before the job stops, so that no call is paid for twice,
 * and leaves those that wait for their first call to the savepoint: there may be many more of them
 * than anybody wants to wait for.
 *
 * <p><i>Shape</i>: Flink makes the stages of a job from bytes, so a stop and the desks that it
 * means find each other by an id, within one process. Where a cluster runs the job in other
 * processes nothing is told, and a stop may repeat calls, as a crash would.
 *
 * <p><i>Threads</i>: may be told by many at once.
 */
final class QuietStop implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Map<UUID, Jobs> OPEN = new ConcurrentHashMap<>();

  private final UUID id = UUID.randomUUID();

  /** The desks of one job. */
  private static final class Jobs {
    private final Set<CallDesk> desks = new HashSet<>();
    private boolean stops;
  }

  /** A desk opens; where the stop has begun already, it lets nobody through. */
  void opened(CallDesk desk) {
    OPEN.compute(
        id,
        (key, known) -> {
          Jobs job = known == null ? new Jobs() : known;
          job.desks.add(desk);
          if (job.stops) {
            var unused = desk.rest();
          }
          return job;
        });
  }

  /** A desk is gone. */
  void closed(CallDesk desk) {
    OPEN.computeIfPresent(
        id,
        (key, job) -> {
          job.desks.remove(desk);
          return job.desks.isEmpty() && !job.stops ? null : job;
        });
  }

  /**
   * Begins the stop: from now on no request is called for, but those that have been already.
   *
   * @return ends when all of these have; never fails
   */
  CompletableFuture<Void> begin() {
    List<CompletableFuture<Void>> resting = new ArrayList<>();
    OPEN.compute(
        id,
        (key, known) -> {
          Jobs job = known == null ? new Jobs() : known;
          job.stops = true;
          job.desks.forEach(desk -> resting.add(desk.rest()));
          return job;
        });
    return CompletableFuture.allOf(resting.toArray(CompletableFuture[]::new));
  }

  /** The job has stopped: nothing is remembered of it. */
  void end() {
    OPEN.remove(id);
  }
}
