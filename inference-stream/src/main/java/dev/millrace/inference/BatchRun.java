package dev.millrace.inference;

import dev.millrace.inference.bedrock.BatchJobs;
import dev.millrace.inference.bedrock.BatchJobs.JobState;
import dev.millrace.inference.bedrock.BatchJobsException;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.Collected;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One closed batch on its way through the endpoint: input, job, output.
 *
 * <p><b>Never twice</b>. It is worked on only when a completed checkpoint holds it. The input is
 * written before the job is asked for, so a life that finds no input knows that there was no job;
 * one that finds it asks for the job by the same token. Where a job may have come about and nobody
 * heard, its requests are never given back before their deadlines.
 *
 * <p><i>Threads</i>: {@link #work} is for one at a time and waits for the endpoint, everything else
 * may be told by many.
 */
final class BatchRun {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 10;

  private final BatchOrder order;
  private final Instant latestDeadline;
  private final World world;
  private final boolean restored;
  private final Map<String, BatchMember> members = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private @Nullable String jobArn;
  private boolean started;
  private boolean working;
  private boolean dissolved;
  private long checkpoint = Long.MAX_VALUE;
  private boolean wasOver;

  // Of the thread that works.
  private boolean inputTried;
  private boolean hasInput;
  private boolean unheard;
  private boolean stopped;
  private int failures;

  /** What a batch needs of the job around it. */
  record World(
      Batches batches,
      InstantSource clock,
      RandomGenerator random,
      Predicate<ModelCall> stopped,
      Consumer<List<BatchMember>> collectAgain,
      Consumer<Collected> refused) {}

  /** One that has just been closed. */
  BatchRun(BatchOrder order, List<BatchMember> all, World world) {
    this.order = order;
    this.world = world;
    this.restored = false;
    this.latestDeadline =
        all.stream().map(BatchMember::deadline).max(Comparator.naturalOrder()).orElseThrow();
    all.forEach(member -> members.put(member.requestId(), member));
  }

  /** One that a checkpoint holds; its requests come again. */
  BatchRun(BulkBatch kept, World world) {
    this.order = kept.order();
    this.world = world;
    this.restored = true;
    this.latestDeadline = kept.latestDeadline();
    this.jobArn = kept.jobArn();
    // Until it is known that there is no input.
    this.unheard = true;
    for (int i = 0; i < kept.ended().length; i++) {
      if (kept.ended()[i]) {
        ended.add(kept.requestIds()[i]);
      }
    }
  }

  BatchOrder order() {
    return order;
  }

  /** Takes back a request that a restart brought again; not where there is no batch any more. */
  synchronized boolean attach(BatchMember member) {
    if (dissolved) {
      return false;
    }
    ended.remove(member.requestId());
    members.put(member.requestId(), member);
    return true;
  }

  /** A request has its terminal record. */
  synchronized void ended(String requestId) {
    ended.add(requestId);
  }

  /** What a checkpoint has to keep; nothing where it has ended before the last one. */
  synchronized Optional<BulkBatch> snapshot(long checkpointId) {
    boolean over =
        ended.size() == order.requestIds().size()
            || (world.clock().instant().isAfter(latestDeadline)
                && members.keySet().stream().allMatch(ended::contains));
    boolean gone = dissolved || (over && wasOver);
    wasOver = over;
    if (gone) {
      return Optional.empty();
    }
    checkpoint = Math.min(checkpoint, checkpointId);
    boolean[] done = new boolean[order.requestIds().size()];
    for (int i = 0; i < done.length; i++) {
      done[i] = ended.contains(order.requestIds().get(i));
    }
    return Optional.of(BulkBatch.of(order, done, latestDeadline, jobArn));
  }

  /** Whether a checkpoint that has been completed lets it begin. */
  synchronized boolean begins(long checkpointId) {
    boolean begins = !started && checkpoint <= checkpointId;
    started |= begins;
    working |= begins;
    return begins;
  }

  /** Whether work that came to an end has to begin again, for a request that came late. */
  synchronized boolean resumes() {
    boolean resumes = started && !working && !dissolved;
    working |= resumes;
    return resumes;
  }

  /**
   * Does what can be done now.
   *
   * @return when to come again; absent where there is nothing left to do
   */
  Optional<Duration> work() {
    if (rests()) {
      return Optional.empty();
    }
    try {
      Optional<Duration> next = step();
      failures = 0;
      return next.isPresent() || rests() ? next : Optional.of(terms().poll());
    } catch (BatchJobsException e) {
      return failed(e);
    } catch (RuntimeException e) {
      LOG.error("batch job {} of pipeline {} met a defect", order.jobName(), order.pipeline(), e);
      return failed(new BatchJobsException(Reason.UNHEARD, "a defect of inference-stream", e));
    }
  }

  /** Nobody waits, unless somebody comes late. */
  private synchronized boolean rests() {
    working = !dissolved && !waiting().isEmpty();
    return !working;
  }

  private Optional<Duration> step() {
    if (jobArn() == null && !inputIsWritten()) {
      return Optional.empty();
    }
    String arn = created();
    JobState state = jobs().find(arn);
    if (state.phase() == BatchJobs.Phase.OVER) {
      deliver(arn, state);
      return Optional.empty();
    }
    if (!stopped && (isStopped() || isLate(terms().margin()))) {
      jobs().stop(arn);
      stopped = true;
      LOG.info("batch job {} is stopped", arn);
    }
    giveUpLate(startedAt(state));
    return Optional.of(terms().poll());
  }

  /** Sees to the input; where there is none and should be none, there is no batch any more. */
  private boolean inputIsWritten() {
    if (hasInput) {
      return true;
    }
    if (restored) {
      hasInput = jobs().hasInput(order);
      unheard = hasInput;
    }
    if (hasInput) {
      return true;
    }
    List<ModelCall> calls = calls();
    boolean anyStopped = calls.stream().anyMatch(world.stopped());
    if (calls.size() < order.requestIds().size() || anyStopped) {
      removeInput();
      world.collectAgain().accept(dissolve());
      return false;
    }
    inputTried = true;
    jobs().putInput(order, calls);
    hasInput = true;
    return true;
  }

  private String created() {
    String known = jobArn();
    if (known != null) {
      return known;
    }
    String arn = jobs().create(order);
    synchronized (this) {
      jobArn = arn;
    }
    LOG.info(
        "batch job {} asks {} for {} records of pipeline {}",
        arn,
        order.route().modelId(),
        order.requestIds().size(),
        order.pipeline());
    return arn;
  }

  private void deliver(String arn, JobState state) {
    Map<String, BatchMember> wanted = new HashMap<>();
    waiting().forEach(member -> wanted.put(member.requestId(), member));
    List<String> ids = order.requestIds();
    Instant startedAt = startedAt(state);
    jobs()
        .read(
            order,
            arn,
            (place, result) -> {
              BatchMember member = place < ids.size() ? wanted.get(ids.get(place)) : null;
              if (member != null) {
                member.fetched(result, startedAt);
              }
            });
    List<BatchMember> unanswered = wanted.values().stream().filter(BatchMember::waits).toList();
    LOG.info(
        "batch job {} ended as {}: {} of {} records are asked for one by one",
        arn,
        state.status(),
        unanswered.size(),
        wanted.size());
    String detail = "the batch job ended as " + state.status() + " without an answer";
    unanswered.forEach(member -> member.fetched(without(detail), startedAt));
  }

  private Instant startedAt(JobState state) {
    return state.startedAt().orElseGet(world.clock()::instant);
  }

  private Optional<Duration> failed(BatchJobsException e) {
    if (jobArn() == null && e.reason() == Reason.UNHEARD) {
      unheard |= hasInput;
    }
    boolean vain = e.reason() == Reason.REFUSED || isLate(terms().leastTime().dividedBy(2));
    if (jobArn() == null && !unheard && vain) {
      removeInput();
      List<BatchMember> all = dissolve();
      LOG.warn(
          "{} requests of pipeline {} are asked for one by one: {}; see to inference.batch.*, to the"
              + " role's permissions, and that batch inference knows the model {}",
          all.size(),
          order.pipeline(),
          e.getMessage(),
          order.route().modelId());
      if (e.reason() == Reason.REFUSED) {
        world.refused().accept(order.what());
      }
      all.forEach(BatchMember::askNow);
      return Optional.empty();
    }
    giveUpLate(world.clock().instant());
    Duration pause = pause();
    LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
        .log(
            "batch job {} of pipeline {}: {}; it is tried again",
            order.jobName(),
            order.pipeline(),
            e.getMessage());
    return Optional.of(pause);
  }

  /** So that no later life takes it for the input of a job. */
  private void removeInput() {
    if (inputTried) {
      try {
        jobs().removeInput(order);
      } catch (BatchJobsException e) {
        LOG.warn("the input of batch job {} stays where it is", order.jobName(), e);
      }
    }
  }

  /** Exponential with full jitter, up to the time between two looks. */
  private Duration pause() {
    failures = Math.min(failures + 1, MOST_DOUBLINGS);
    double bound =
        Math.min(
            (double) terms().poll().toMillis(), FIRST_PAUSE.toMillis() * Math.pow(2, failures - 1));
    return Duration.ofMillis(1 + Math.round(world.random().nextDouble() * bound));
  }

  /** Nobody wants an answer any more that comes after the deadline. */
  private void giveUpLate(Instant startedAt) {
    Instant now = world.clock().instant();
    for (BatchMember member : waiting()) {
      if (!now.isBefore(member.deadline())) {
        member.fetched(without("the batch job had not ended by the deadline"), startedAt);
      }
    }
  }

  private static CallResult without(String detail) {
    return new CallResult.Failed(Cause.BATCH_FAILED, detail, Optional.empty());
  }

  private boolean isLate(Duration before) {
    Instant soon = world.clock().instant().plus(before);
    return waiting().stream().anyMatch(member -> !soon.isBefore(member.deadline()));
  }

  private boolean isStopped() {
    return waiting().stream().map(BatchMember::call).allMatch(world.stopped());
  }

  private synchronized List<BatchMember> dissolve() {
    dissolved = true;
    return waiting();
  }

  private synchronized List<BatchMember> waiting() {
    return members.values().stream().filter(BatchMember::waits).toList();
  }

  /** In the order's own order; fewer where not all are here. */
  private synchronized List<ModelCall> calls() {
    List<ModelCall> calls = new ArrayList<>();
    for (String id : order.requestIds()) {
      BatchMember member = members.get(id);
      if (member != null) {
        calls.add(member.call());
      }
    }
    return calls;
  }

  private synchronized @Nullable String jobArn() {
    return jobArn;
  }

  private BatchJobs jobs() {
    return world.batches().jobs();
  }

  private BatchTerms terms() {
    return world.batches().terms();
  }
}
