package dev.millrace.bedrock.batch;

import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.disk.LineFile;
import dev.millrace.bedrock.s3.ObjectStore;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of one job.
 *
 * <pre>
 * Submitted ─> Validating ─> InProgress ─> Completed | PartiallyCompleted
 *     └────────────┴─────────────┴──> Failed | Expired | Stopping ─> Stopped
 * </pre>
 *
 * <p><i>Shape</i>: every step looks at how the job stands and at the clock, does what is due, and
 * says when to look again. Each change of the status is on the disk before anybody is told.
 *
 * <p><i>Threads</i>: steps one at a time; it may be looked at and stopped by others meanwhile.
 */
final class JobRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
  private static final Optional<Duration> AT_ONCE = Optional.of(Duration.ZERO);
  private static final Duration UNTIL_DISK_DOES = Duration.ofSeconds(10);
  private static final Optional<Duration> NEVER = Optional.empty();

  /** What all jobs share. */
  record Surroundings(Workshop shop, ObjectStore objects, Strand.Engine engine) {}

  private final JobFolder folder;
  private final Workshop shop;
  private final ObjectStore objects;
  private final Strand strand;
  private Job job;
  private @Nullable JobWork work;
  private @Nullable RecordPace pace;
  private boolean closed;

  JobRun(Job job, JobFolder folder, Surroundings surroundings) {
    this.job = job;
    this.folder = folder;
    this.shop = surroundings.shop();
    this.objects = surroundings.objects();
    this.strand = new Strand(surroundings.engine(), this::step, this::broken);
  }

  /** Goes on from where it stands. */
  void go() {
    if (!job().status().isEnd()) {
      strand.wake();
    }
  }

  /** How it stands. */
  synchronized Job job() {
    return work == null ? job : job.with(work.counts());
  }

  /** Has it end before its time. */
  void stop() {
    synchronized (this) {
      if (job.status().isEnd()) {
        throw new AwsError(
            400,
            "ConflictException",
            "The job cannot be stopped, because its status is " + job.status().word() + ".");
      }
      if (job.status() != JobStatus.STOPPING) {
        stand(JobStatus.STOPPING);
      }
    }
    strand.wake();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (work != null) {
      work.close();
    }
  }

  private CompletionStage<Optional<Duration>> step() {
    Job now = job();
    Instant time = shop.clock().instant();
    boolean late = !time.isBefore(now.expires());
    return switch (now.status()) {
      case SUBMITTED -> done(late ? end(JobStatus.EXPIRED) : queue(now, time));
      case VALIDATING -> done(late ? end(JobStatus.EXPIRED) : validate(now));
      case IN_PROGRESS -> late ? done(end(lateEnding())) : answer(now, time);
      case STOPPING -> done(end(JobStatus.STOPPED));
      case STOPPED, COMPLETED, PARTIALLY_COMPLETED, FAILED, EXPIRED -> done(NEVER);
    };
  }

  private JobStatus lateEnding() {
    return work().counts().processed() == 0 ? JobStatus.EXPIRED : JobStatus.PARTIALLY_COMPLETED;
  }

  private Optional<Duration> queue(Job now, Instant time) {
    Duration left = Duration.between(time, now.submitted().plus(shop.conduct().queueing()));
    if (left.compareTo(Duration.ZERO) > 0) {
      return Optional.of(left);
    }
    if (shop.conduct().fault(now.request().name()).map(JobRun::isExpiry).orElse(false)) {
      return end(JobStatus.EXPIRED);
    }
    next(JobStatus.VALIDATING);
    return AT_ONCE;
  }

  private static boolean isExpiry(BatchConduct.JobFault fault) {
    return fault.ending() == JobStatus.EXPIRED;
  }

  private Optional<Duration> validate(Job now) {
    List<Job.Input> inputs;
    try (LineFile records = folder.records()) {
      inputs = new JobInput(objects, shop.conduct().limits()).take(now, records);
    } catch (JobInput.RefusedException e) {
      return fail(String.valueOf(e.getMessage()));
    }
    synchronized (this) {
      job = job.with(inputs);
    }
    next(JobStatus.IN_PROGRESS);
    return AT_ONCE;
  }

  private CompletionStage<Optional<Duration>> answer(Job now, Instant time) {
    JobWork answering = work();
    int processed = answering.counts().processed();
    Optional<BatchConduct.JobFault> fault = shop.conduct().fault(now.request().name());
    int total = now.counts().total();
    int until = fault.map(known -> (int) (total * known.share())).orElse(total);
    if (processed >= until) {
      return done(fault.map(this::befall).orElseGet(() -> end(JobStatus.COMPLETED)));
    }
    RecordPace speed = pace(time, processed);
    int due = speed.due(processed, until - processed, time);
    return due == 0
        ? done(Optional.of(speed.pause()))
        : answering.answer(due).thenApply(answered -> AT_ONCE);
  }

  private Optional<Duration> befall(BatchConduct.JobFault fault) {
    return fault.ending() == JobStatus.FAILED ? fail(fault.message()) : end(fault.ending());
  }

  private Optional<Duration> fail(String why) {
    writeOutput();
    synchronized (this) {
      stand(new Job.Standing(JobStatus.FAILED, shop.clock().instant(), Optional.of(why)));
    }
    return rest();
  }

  private Optional<Duration> end(JobStatus ending) {
    writeOutput();
    synchronized (this) {
      // Whoever was told that it is being stopped finds it stopped.
      stand(job.status() == JobStatus.STOPPING ? JobStatus.STOPPED : ending);
    }
    return rest();
  }

  /** Of what was answered, however it ends; nothing where it never began. */
  private void writeOutput() {
    if (job().inputs().isEmpty()) {
      return;
    }
    JobWork known = work();
    new JobOutput(objects, shop.conduct().seed()).write(job(), known.counts(), known.results());
  }

  private synchronized Optional<Duration> rest() {
    if (work != null) {
      work.close();
      work = null;
    }
    return NEVER;
  }

  private synchronized JobWork work() {
    if (closed) {
      throw new IllegalStateException("the endpoint stops");
    }
    if (work == null) {
      work = JobWork.resume(job, shop, folder);
    }
    return work;
  }

  private RecordPace pace(Instant time, int processed) {
    if (pace == null) {
      pace = new RecordPace(time, processed, shop.conduct().recordsPerSecond());
    }
    return pace;
  }

  /** The next status, unless somebody has it stopped. */
  private synchronized void next(JobStatus status) {
    if (job.status() != JobStatus.STOPPING) {
      stand(status);
    } else {
      folder.save(job);
    }
  }

  private void stand(JobStatus status) {
    stand(new Job.Standing(status, shop.clock().instant()));
  }

  /** Saved before it is seen; by whoever holds the lock. */
  private void stand(Job.Standing standing) {
    Job other = job().with(standing);
    folder.save(other);
    job = other;
  }

  private static CompletionStage<Optional<Duration>> done(Optional<Duration> next) {
    return CompletableFuture.completedFuture(next);
  }

  /**
   * A disk that takes no more is tried again, from what is on it; a defect ends the job with what
   * was answered. While the endpoint stops, work is cut off.
   */
  private void broken(Throwable thrown) {
    Throwable e =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    synchronized (this) {
      if (closed) {
        return;
      }
      LOG.error("batch job {} cannot go on", job.id(), e);
      if (e instanceof UncheckedIOException) {
        rest();
        strand.wakeAfter(UNTIL_DISK_DOES);
        return;
      }
      try {
        writeOutput();
      } catch (RuntimeException unwritten) {
        LOG.error("the output of batch job {} cannot be written", job.id(), unwritten);
      }
      try {
        stand(
            new Job.Standing(
                JobStatus.FAILED,
                shop.clock().instant(),
                Optional.of("The endpoint failed; its log has the reason.")));
      } catch (RuntimeException unsaved) {
        LOG.error("the end of batch job {} cannot be saved", job.id(), unsaved);
      }
    }
    rest();
  }
}
