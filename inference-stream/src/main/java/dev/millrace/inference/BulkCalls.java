package dev.millrace.inference;

import dev.millrace.inference.domain.KillSwitches;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.Collected;
import dev.millrace.inference.domain.batch.OpenBatches;
import dev.millrace.inference.domain.batch.OpenBatches.Closed;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects patient requests into batch inference jobs, as another way to have their first call
 * made. What cannot go that way is left to the {@link CallDesk}.
 *
 * <p><b>Checkpoint rule</b>. The requests lie in the operator's queue, like all others that wait. A
 * checkpoint keeps the closed batches besides ({@link #snapshot}); one is worked on as soon as a
 * completed checkpoint holds it ({@link #completed}), and is forgotten by the second checkpoint
 * after the last of its requests has ended: by then that has left the queue as well. After a
 * restart the requests come again and find their batch; see {@link BatchRun}.
 *
 * <p><i>Threads</i>: may be told by many. Who waits is told on that of the endpoint's timer or on
 * those of the turns, never while anything here is locked.
 */
final class BulkCalls {

  private static final Logger LOG = LoggerFactory.getLogger(BulkCalls.class);

  /** How soon a collection whose wait is over is closed, and a kill switch is obeyed. */
  private static final Duration SWEEP = Duration.ofMillis(500);

  /** How long nothing is collected for a job that would be refused. */
  private static final Duration REFUSED_FOR = Duration.ofMinutes(15);

  private final Optional<Batches> batches;
  private final KillSwitches switches;
  private final Function<String, Optional<JobLimits>> limits;
  private final Means means;
  private final OpenBatches<BatchMember> open = new OpenBatches<>();
  private final Map<String, BatchRun> runs = new HashMap<>();

  /** By request, until it has ended. */
  private final Map<String, BatchRun> runOf = new HashMap<>();

  /** By request that has not come again yet, of the batches that a checkpoint brought back. */
  private final Map<String, BatchRun> restored = new ConcurrentHashMap<>();

  /** What the endpoint makes no jobs of, until it is tried again. */
  private final Map<Collected, Instant> refused = new HashMap<>();

  private final Set<String> held = new HashSet<>();
  private final Set<String> warned = new HashSet<>();
  private long heldBytes;
  private boolean sweeping;

  /**
   * What is needed to wait.
   *
   * @param pauses for what is short
   * @param endpoint for what waits for the endpoint
   * @param turns where requests go on, of which there may be many at once
   */
  record Means(
      InstantSource clock,
      CallDesk.Timer pauses,
      CallDesk.Timer endpoint,
      Executor turns,
      RandomGenerator random) {}

  /**
   * A request as it comes.
   *
   * @param bytes of its record
   * @param end done when it has its terminal record
   */
  record Coming(InferenceRequest request, long bytes, CompletableFuture<?> end) {}

  /**
   * Nothing is collected yet.
   *
   * @param batches absent where there are no jobs
   * @param limits what the spec of a pipeline says about jobs
   */
  BulkCalls(
      Optional<Batches> batches,
      KillSwitches switches,
      Function<String, Optional<JobLimits>> limits,
      Means means) {
    this.batches = batches;
    this.switches = switches;
    this.limits = limits;
    this.means = means;
  }

  /** There are no jobs, and no pipeline asks for any. */
  static BulkCalls none() {
    return new BulkCalls(
        Optional.empty(),
        KillSwitches.NONE,
        pipeline -> Optional.empty(),
        new Means(
            InstantSource.system(),
            (pause, task) -> {},
            (pause, task) -> {},
            Runnable::run,
            () -> 0));
  }

  /**
   * Takes back what a checkpoint kept, of all instances; before any request comes. Each instance
   * that a request of a batch was with has kept a copy.
   */
  synchronized void restore(Iterable<BulkBatch> kept) {
    Map<String, BulkBatch> known = new LinkedHashMap<>();
    kept.forEach(copy -> known.merge(copy.token(), copy, BulkBatch::with));
    for (BulkBatch batch : known.values()) {
      if (batches.isEmpty()) {
        LOG.error(
            "batch job {} is not followed, because inference.batch.bucket is gone: its {} requests"
                + " are asked for, and paid for, once more",
            batch.jobArn() == null ? batch.token() : batch.jobArn(),
            batch.requestIds().length);
      } else {
        BatchRun run = new BatchRun(batch, world(batches.get()));
        runs.put(batch.token(), run);
        batch.heldIds().forEach(id -> restored.put(id, run));
      }
    }
    // A request that another batch holds has left this one.
    runs.values()
        .forEach(run -> run.order().requestIds().forEach(id -> restored.putIfAbsent(id, run)));
  }

  /** A request has come that is asked for later, whatever for. */
  void comes(String requestId) {
    BatchRun run = restored.get(requestId);
    if (run != null) {
      run.expect(requestId);
    }
  }

  /**
   * All requests that the checkpoint brought back have come: batches of which none is here are the
   * business of other instances.
   */
  synchronized void allCame() {
    runs.values().removeIf(BatchRun::isElsewhere);
    forgetGone();
  }

  /** The model of the restored batch that a request was in. */
  Optional<ModelRoute> routeOf(String requestId) {
    return Optional.ofNullable(restored.get(requestId)).map(run -> run.order().route());
  }

  /** A request has ended in an earlier life. */
  synchronized void ended(String requestId) {
    BatchRun run = restored.remove(requestId);
    if (run != null) {
      run.ended(requestId);
    }
  }

  /** Takes a request for a job; absent where it has to be asked for by a call of its own. */
  Optional<CompletableFuture<BatchMember.End>> ask(ModelCall call, Coming coming) {
    InferenceRequest request = coming.request();
    Optional<JobLimits> jobs =
        request.getLane() == Lane.BULK ? limits.apply(request.getPipeline()) : Optional.empty();
    if (jobs.isEmpty() && routeOf(request.getRequestId()).isEmpty()) {
      return Optional.empty();
    }
    BatchMember member =
        new BatchMember(call, request.getDeadline(), bounds(jobs), new CompletableFuture<>());
    boolean taken =
        rejoins(member, coming.bytes()) || (jobs.isPresent() && collects(member, coming.bytes()));
    if (!taken) {
      return Optional.empty();
    }
    CompletableFuture<?> unused =
        coming.end().whenComplete((settled, defect) -> ended(member, coming.bytes()));
    return Optional.of(member.end());
  }

  /** The closed batches, for a checkpoint. */
  synchronized List<BulkBatch> snapshot(long checkpointId) {
    List<BulkBatch> kept = new ArrayList<>();
    runs.values()
        .removeIf(
            run -> {
              Optional<BulkBatch> one = run.snapshot(checkpointId);
              one.ifPresent(kept::add);
              return one.isEmpty();
            });
    forgetGone();
    return kept;
  }

  private void forgetGone() {
    restored.values().removeIf(run -> runs.get(run.order().token()) != run);
  }

  /** A checkpoint is there to stay. */
  synchronized void completed(long checkpointId) {
    runs.values().stream()
        .filter(run -> run.begins(checkpointId))
        .forEach(run -> work(run, Duration.ZERO));
  }

  private void work(BatchRun run, Duration after) {
    means.endpoint().after(after, () -> run.work().ifPresent(pause -> work(run, pause)));
  }

  /** A request that a restart brought again goes back into its batch. */
  private synchronized boolean rejoins(BatchMember member, long bytes) {
    BatchRun run = restored.remove(member.requestId());
    if (run == null || !run.order().route().equals(member.call().route()) || !run.attach(member)) {
      return false;
    }
    runOf.put(member.requestId(), run);
    heldBytes += held.add(member.requestId()) ? bytes : 0;
    sweepLater();
    if (run.resumes()) {
      work(run, Duration.ZERO);
    }
    return true;
  }

  private synchronized boolean collects(BatchMember member, long bytes) {
    if (!hasMeans(member.call())
        || !isPatient(member)
        || isRefused(Collected.of(member.call()))
        || !hold(member, bytes)) {
      return false;
    }
    collect(member);
    return true;
  }

  private void collect(BatchMember member) {
    open.add(Collected.of(member.call()), member, member.bounds(), means.clock().instant())
        .ifPresent(this::close);
    sweepLater();
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      means.pauses().after(SWEEP, this::sweep);
    }
  }

  private boolean hasMeans(ModelCall call) {
    if (batches.isEmpty() && warned.add(call.pipeline())) {
      LOG.warn(
          "pipeline {} asks for batch jobs, but there are none without inference.batch.bucket and"
              + " inference.batch.role-arn: its requests are asked for one by one",
          call.pipeline());
    }
    // Jobs know no guardrails: nothing passes one by.
    return batches.isPresent() && call.guardrail().isEmpty();
  }

  private boolean isPatient(BatchMember member) {
    Duration least = batches.orElseThrow().terms().leastTime().plus(member.bounds().maxWait());
    return !means.clock().instant().plus(least).isAfter(member.deadline());
  }

  private boolean isRefused(Collected what) {
    Instant until = refused.get(what);
    return until != null && means.clock().instant().isBefore(until);
  }

  private synchronized void refuse(Collected what) {
    refused.put(what, means.clock().instant().plus(REFUSED_FOR));
  }

  private boolean hold(BatchMember member, long bytes) {
    InferenceSettings.Waiting room = batches.orElseThrow().terms().held();
    if (held.size() >= room.requests() || heldBytes + bytes > room.bytes()) {
      return false;
    }
    boolean isNew = held.add(member.requestId());
    heldBytes += isNew ? bytes : 0;
    return isNew;
  }

  private synchronized void ended(BatchMember member, long bytes) {
    if (held.remove(member.requestId())) {
      heldBytes -= bytes;
    }
    BatchRun run = runOf.remove(member.requestId());
    if (run != null) {
      run.ended(member.requestId());
    }
  }

  private void close(Closed<BatchMember> closed) {
    Map<String, Instant> deadlines = new TreeMap<>();
    closed.all().forEach(member -> deadlines.put(member.requestId(), member.deadline()));
    BatchOrder order = BatchOrder.of(closed.what(), deadlines);
    BatchRun run = new BatchRun(order, closed.all(), world(batches.orElseThrow()));
    runs.put(order.token(), run);
    order.requestIds().forEach(id -> runOf.put(id, run));
  }

  private void sweep() {
    List<Runnable> told = new ArrayList<>();
    synchronized (this) {
      List<BatchMember> left =
          new ArrayList<>(open.removeIf(member -> switches.stop(member.call())));
      for (Closed<BatchMember> closed : open.closeDue(means.clock().instant())) {
        if (closed.isEnough()) {
          close(closed);
        } else {
          left.addAll(closed.all());
        }
      }
      left.addAll(leaveUnbegun());
      left.forEach(member -> told.add(member::askNow));
      runs.values().forEach(run -> told.addAll(run.overdue()));
      sweeping =
          open.nextClosing().isPresent() || runs.values().stream().anyMatch(BatchRun::isAwaited);
      if (sweeping) {
        means.pauses().after(SWEEP, this::sweep);
      }
    }
    told.forEach(means.turns()::execute);
  }

  /** Looks for batches that wait for a checkpoint in vain; says who is not collected again. */
  private List<BatchMember> leaveUnbegun() {
    List<BatchMember> left = new ArrayList<>();
    for (BatchRun run : List.copyOf(runs.values())) {
      List<BatchMember> members = run.leaveUnbegun();
      if (!members.isEmpty()) {
        runs.remove(run.order().token());
        left.addAll(collectAll(members));
      }
    }
    return left;
  }

  /** Those of a batch that was given up before there was a job. */
  private void collectAgain(List<BatchMember> members) {
    collectAll(members).forEach(member -> means.turns().execute(member::askNow));
  }

  /** Collects what still can be; says who cannot. */
  private synchronized List<BatchMember> collectAll(List<BatchMember> members) {
    List<BatchMember> left = new ArrayList<>();
    for (BatchMember member : members) {
      runOf.remove(member.requestId());
      if (switches.stop(member.call()) || !isPatient(member)) {
        left.add(member);
      } else {
        collect(member);
      }
    }
    return left;
  }

  private BatchRun.World world(Batches existing) {
    return new BatchRun.World(
        existing, means.clock(), means.random(), switches::stop, this::collectAgain, this::refuse);
  }

  /** Those of a batch whose pipeline asks for none any more are asked for at once. */
  private static OpenBatches.Bounds bounds(Optional<JobLimits> jobs) {
    return jobs.map(
            wanted ->
                new OpenBatches.Bounds(
                    wanted.getMinRecords(),
                    wanted.getMaxRecords(),
                    Duration.ofMillis(wanted.getMaxWaitMillis())))
        .orElse(new OpenBatches.Bounds(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO));
  }
}
