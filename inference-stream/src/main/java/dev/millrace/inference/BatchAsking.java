package dev.millrace.inference;

import dev.millrace.inference.bedrock.BatchJobs;
import dev.millrace.inference.bedrock.BatchJobsException;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.batch.BatchOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the input of one batch written and its job asked for, and knows whether there may be a job
 * that nobody heard of.
 *
 * <p><i>Threads</i>: for one at a time, which waits for the endpoint; {@link #jobArn} may be asked
 * by many.
 */
final class BatchAsking {

  private static final Logger LOG = LoggerFactory.getLogger(BatchAsking.class);

  /** Until the endpoint's list of jobs surely has one that was asked for. */
  private static final Duration SETTLES = Duration.ofMinutes(5);

  private final BatchOrder order;
  private final BatchJobs jobs;
  private final InstantSource clock;
  private volatile @Nullable String jobArn;
  private boolean mustLook;
  private boolean inputTried;
  private boolean hasInput;

  /** When it was last asked for without a reply; absent where there was always one. */
  private @Nullable Instant unheardAt;

  private BatchAsking(BatchOrder order, BatchJobs jobs, InstantSource clock) {
    this.order = order;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Nobody has asked for it yet. */
  static BatchAsking ofNew(BatchOrder order, BatchJobs jobs, InstantSource clock) {
    return new BatchAsking(order, jobs, clock);
  }

  /** An earlier life may have asked for it. */
  static BatchAsking of(BulkBatch kept, BatchJobs jobs, InstantSource clock) {
    BatchAsking asking = new BatchAsking(kept.order(), jobs, clock);
    asking.jobArn = kept.jobArn();
    asking.mustLook = true;
    // Until it is known that there is no input.
    asking.unheardAt = clock.instant();
    return asking;
  }

  /** Null as long as it is not known. */
  @Nullable String jobArn() {
    return jobArn;
  }

  /** Whether the input is written, by an earlier life perhaps. */
  boolean hasInput() {
    if (!hasInput && mustLook) {
      hasInput = jobs.hasInput(order);
      mustLook = false;
      unheardAt = hasInput ? unheardAt : null;
    }
    return hasInput;
  }

  void putInput(List<ModelCall> calls) {
    inputTried = true;
    jobs.putInput(order, calls);
    hasInput = true;
  }

  void create() {
    Instant before = unheardAt;
    unheardAt = clock.instant();
    try {
      found(jobs.create(order));
    } catch (BatchJobsException e) {
      unheardAt = e.reason() == Reason.UNHEARD ? unheardAt : before;
      throw e;
    }
  }

  /** Whether there is a job that nobody heard of, or nobody can say yet that there is none. */
  boolean mayExist() {
    if (unheardAt == null) {
      return false;
    }
    if (clock.instant().isBefore(unheardAt.plus(SETTLES))) {
      return true;
    }
    try {
      Optional<String> named = jobs.named(order);
      named.ifPresent(this::found);
      return named.isPresent();
    } catch (BatchJobsException e) {
      LOG.debug("whether there is a batch job {} is not known", order.jobName(), e);
      return true;
    }
  }

  private void found(String arn) {
    jobArn = arn;
    LOG.info(
        "batch job {} asks {} for {} records of pipeline {}",
        arn,
        order.route().modelId(),
        order.requestIds().size(),
        order.pipeline());
  }

  /** So that no later life takes it for the input of a job. */
  void removeInput() {
    if (inputTried || unheardAt != null) {
      try {
        jobs.removeInput(order);
      } catch (BatchJobsException e) {
        LOG.warn("the input of batch job {} stays where it is", order.jobName(), e);
      }
    }
  }
}
