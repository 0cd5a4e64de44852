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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * heard, its requests are given back only when the endpoint, minutes later, knows of none.
 *
 * <p><i>Threads</i>: {@link #work} is for one at a time and waits for the endpoint, everything else
 * may be told by many.
 */
final class BatchRun {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 10;

  /** How long beyond the deadline an answer is waited for that may be there, and is paid for. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final BatchOrder order;
  private final Instant latestDeadline;
  private final World world;
  private final boolean restored;
  private final Instant since;
  private final BatchMembers members;
  private final BatchAsking asking;
  private @Nullable Instant startedAt;
  private boolean started;
  private boolean working;
  private long checkpoint = Long.MAX_VALUE;
  private boolean wasOver;

  // Of the thread that works.
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
    this.since = world.clock().instant();
    this.latestDeadline =
        all.stream().map(BatchMember::deadline).max(Comparator.naturalOrder()).orElseThrow();
    this.members = new BatchMembers(order.requestIds());
    all.forEach(members::attach);
    this.asking = BatchAsking.ofNew(order, world.batches().jobs(), world.clock());
  }

  /** One that a checkpoint holds; its requests come again. */
  BatchRun(BulkBatch kept, World world) {
    this.order = kept.order();
    this.world = world;
    this.restored = true;
    this.since = world.clock().instant();
    this.latestDeadline = kept.latestDeadline();
    this.asking = BatchAsking.of(kept, world.batches().jobs(), world.clock());
    this.members = new BatchMembers(order.requestIds());
    members.ended(kept.endedIds());
  }

  BatchOrder order() {
    return order;
  }

  /** Takes back a request that a restart brought again; not where there is no batch any more. */
  boolean attach(BatchMember member) {
    return members.attach(member);
  }

  /** A request of it has come again, and will be attached. */
  void expect(String requestId) {
    members.expect(requestId);
  }

  /** A request has its terminal record. */
  void ended(String requestId) {
    members.ended(requestId);
  }

  /** Whether all of it is with other instances, which know better how it is. */
  boolean isElsewhere() {
    return restored && members.areElsewhere();
  }

  /** What a checkpoint has to keep; nothing where it has ended before the last one. */
  synchronized Optional<BulkBatch> snapshot(long checkpointId) {
    boolean over =
        members.haveAllEnded()
            || (world.clock().instant().isAfter(latestDeadline) && !members.isAnyHere());
    boolean gone = members.isDissolved() || (over && wasOver);
    wasOver = over;
    if (gone) {
      return Optional.empty();
    }
    checkpoint = Math.min(checkpoint, checkpointId);
    return Optional.of(BulkBatch.of(order, members, latestDeadline, asking.jobArn()));
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
    boolean resumes = started && !working && !members.isDissolved();
    working |= resumes;
    return resumes;
  }

  /** Whether anybody waits. */
  boolean isAwaited() {
    return !members.waiting().isEmpty();
  }

  /**
   * Those who need not wait for a checkpoint any more, because some are stopped or short of time:
   * nothing has been asked for yet, so there is no batch any more.
   */
  synchronized List<BatchMember> leaveUnbegun() {
    boolean leave = !started && !restored && (isAnyStopped() || isTooLate());
    return leave ? members.dissolve() : List.of();
  }

  /** Tells those for whom even a job that nobody could look at would be too late by far. */
  List<Runnable> overdue() {
    Instant now = world.clock().instant();
    return members.waiting().stream()
        .filter(member -> !now.isBefore(later(member.deadline(), since).plus(PATIENCE)))
        .<Runnable>map(member -> () -> tellLate(member))
        .toList();
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
    } catch (Throwable e) {
      // Else nobody would ever work on it again.
      LOG.error("batch job {} of pipeline {} met a defect", order.jobName(), order.pipeline(), e);
      return failed(new BatchJobsException(Reason.UNHEARD, "a defect of inference-stream", e));
    }
  }

  /** Nobody waits, unless somebody comes late. */
  private synchronized boolean rests() {
    working = isAwaited();
    return !working;
  }

  private Optional<Duration> step() {
    if (asking.jobArn() == null && !mayGoOn()) {
      collectAgain();
      return Optional.empty();
    }
    String arn = asking.jobArn();
    return arn == null ? Optional.of(terms().poll()) : look(arn);
  }

  private Optional<Duration> look(String arn) {
    JobState state = jobs().find(arn);
    synchronized (this) {
      startedAt = state.startedAt().orElse(startedAt);
    }
    boolean isOver =
        switch (state.phase()) {
          case UNDER_WAY -> false;
          case OVER -> true;
          // The endpoint may know more a moment later; at last, it is asked no more.
          case UNKNOWN -> isLate(terms().margin());
          case ANSWERED -> true;
        };
    if (isOver && isDelivered(arn, state)) {
      return Optional.empty();
    }
    if (state.phase() == BatchJobs.Phase.UNDER_WAY) {
      watch(arn);
    }
    return Optional.of(terms().poll());
  }

  private void watch(String arn) {
    if (!stopped && (members.allAre(world.stopped()) || isLate(terms().margin()))) {
      jobs().stop(arn);
      stopped = true;
      LOG.info("batch job {} is stopped", arn);
    }
    Instant now = world.clock().instant();
    members.waiting().stream()
        .filter(member -> !now.isBefore(member.deadline()))
        .forEach(this::tellLate);
  }

  /** Sees to the input and the job; where there is none and should be none, there is no batch. */
  private boolean mayGoOn() {
    if (!asking.hasInput()) {
      List<ModelCall> calls = members.calls();
      if (calls.size() < order.requestIds().size() || isAnyStopped() || isTooLate()) {
        return false;
      }
      asking.putInput(calls);
    }
    if (isTooLate()) {
      return asking.mayExist();
    }
    asking.create();
    return true;
  }

  /** Gives out what the output says; not where an output that there should be is not there yet. */
  private boolean isDelivered(String arn, JobState state) {
    Map<String, BatchMember> wanted = new HashMap<>();
    members.waiting().forEach(member -> wanted.put(member.requestId(), member));
    List<String> ids = order.requestIds();
    Instant start = startedAt();
    boolean isThere =
        jobs()
            .read(
                order,
                arn,
                (place, result) -> {
                  BatchMember member = place < ids.size() ? wanted.get(ids.get(place)) : null;
                  if (member != null) {
                    member.fetched(result, start);
                  }
                });
    if (!isThere && state.phase() == BatchJobs.Phase.ANSWERED && !isLate(terms().margin())) {
      LOG.warn("batch job {} ended as {}, but its output is not there", arn, state.status());
      return false;
    }
    List<BatchMember> unanswered = wanted.values().stream().filter(BatchMember::waits).toList();
    LOG.info(
        "batch job {} ended as {}: {} of {} records are asked for one by one",
        arn,
        state.status(),
        unanswered.size(),
        wanted.size());
    String detail = "the batch job ended as " + state.status() + " without an answer";
    unanswered.forEach(member -> member.fetched(without(detail), start));
    return true;
  }

  private synchronized Instant startedAt() {
    return startedAt == null ? world.clock().instant() : startedAt;
  }

  private Optional<Duration> failed(BatchJobsException e) {
    boolean vain = e.reason() == Reason.REFUSED || isTooLate();
    if (asking.jobArn() == null && vain && !asking.mayExist()) {
      letGo(e);
      return Optional.empty();
    }
    Duration pause = pause();
    LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
        .log(
            "batch job {} of pipeline {}: {}; it is tried again",
            order.jobName(),
            order.pipeline(),
            e.getMessage());
    return Optional.of(pause);
  }

  private void letGo(BatchJobsException e) {
    asking.removeInput();
    List<BatchMember> all = members.dissolve();
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
  }

  private void collectAgain() {
    asking.removeInput();
    world.collectAgain().accept(members.dissolve());
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
  private void tellLate(BatchMember member) {
    member.fetched(without("the batch job had not ended by the deadline"), startedAt());
  }

  private static CallResult without(String detail) {
    return new CallResult.Failed(Cause.BATCH_FAILED, detail, Optional.empty());
  }

  /** Too late for a job that has not been asked for. */
  private boolean isTooLate() {
    return isLate(terms().leastTime().dividedBy(2));
  }

  private boolean isLate(Duration before) {
    Instant soon = world.clock().instant().plus(before);
    return members.waiting().stream().anyMatch(member -> !soon.isBefore(member.deadline()));
  }

  private boolean isAnyStopped() {
    return members.calls().stream().anyMatch(world.stopped());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private BatchJobs jobs() {
    return world.batches().jobs();
  }

  private BatchTerms terms() {
    return world.batches().terms();
  }
}
