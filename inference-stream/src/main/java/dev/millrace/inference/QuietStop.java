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
 * Lets calls under way end before the job stops, so that none is paid for twice, and leaves those
 * that wait to the savepoint: there may be many more of them than anybody wants to wait for.
 *
 * <p><i>Shape</i>: Flink makes the stages of a job from bytes, so a stop and the desks that it
 * means find each other by an id, within one process. Where a cluster runs the job in other
 * processes nothing is told, and a stop may repeat the calls under way, as a crash would.
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

  /** A desk opens; where the stop has begun already, it lets no call through. */
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
   * Begins the stop: from now on no call begins.
   *
   * @return ends when no call is under way any more; never fails
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
