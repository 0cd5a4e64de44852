package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Pace;
import dev.millrace.bedrock.conduct.Dice;
import dev.millrace.bedrock.disk.Register;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All customization jobs there ever were.
 *
 * <pre>
 * InProgress ─> Completed | Failed
 *     └──> Stopping ─> Stopped
 * </pre>
 *
 * <p><i>Shape</i>: each change of the status is on the disk before anybody is told. A job that had
 * not ended when it was closed, or killed, is done again from its beginning, which gives the same
 * model under the same name.
 *
 * <p><i>Owner</i>: whoever opens it closes it.
 *
 * <p><i>Threads</i>: may be used by many at once; one of its own trains, one job after the other.
 */
public final class TrainingJobs implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingJobs.class);
  private static final long STOP_SECONDS = 10;

  /**
   * What all jobs share.
   *
   * @param canBeTuned whether there is a foundation model of an id that can be customized
   */
  public record Surroundings(
      TrainingConduct conduct, TrainingCourse course, Pace pace, Predicate<String> canBeTuned) {}

  private final Surroundings around;
  private final Register<TrainingJob> jobs;
  private final CustomModels models;

  /** How often asking for a job of a name was throttled. */
  private final Map<String, Integer> throttled = new HashMap<>();

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "bedrock-local-training");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean closing;

  private TrainingJobs(Surroundings around, Register<TrainingJob> jobs, CustomModels models) {
    this.around = around;
    this.jobs = jobs;
    this.models = models;
  }

  /**
   * Opens the jobs of a folder and goes on with them.
   *
   * @param folder need not exist
   */
  public static TrainingJobs open(Path folder, Surroundings around, CustomModels models) {
    Register<TrainingJob> register =
        Register.open(
            folder.resolve("jobs.json"),
            new Register.Form<>(job -> job.ids().job(), TrainingJob::json, TrainingJob::of));
    TrainingJobs jobs = new TrainingJobs(around, register, models);
    jobs.all().stream()
        .filter(job -> !job.status().isEnd())
        .sorted(Comparator.comparing(TrainingJob::created))
        .forEach(job -> jobs.execute(() -> jobs.work(job.ids().job())));
    return jobs;
  }

  /** Makes a job, or finds the one that the same call has made. */
  public TrainingJob create(JsonNode body) {
    TrainingRequest request = TrainingRequest.of(body);
    String token = TrainingRequest.token(body).orElseGet(() -> UUID.randomUUID().toString());
    TrainingJob job;
    synchronized (this) {
      throttle(request.name());
      Optional<TrainingJob> known =
          jobs.all().stream().filter(one -> one.token().equals(token)).findFirst();
      if (known.isPresent()) {
        return same(known.get(), request);
      }
      if (!around.canBeTuned().test(request.base())) {
        throw AwsError.unknownModel();
      }
      requireNewNames(request);
      long seed = around.conduct().seed();
      TrainingJob.Ids ids =
          new TrainingJob.Ids(Dice.id(seed, token + "/training"), Dice.id(seed, token + "/model"));
      job = TrainingJob.asked(ids, request, token, around.pace().clock().instant());
      jobs.put(job);
    }
    execute(() -> work(job.ids().job()));
    return job;
  }

  /** How the job of an ARN, an id or a name stands. */
  public Optional<TrainingJob> find(String identifier) {
    return jobs.all().stream().filter(job -> job.isCalled(identifier)).findFirst();
  }

  /** All of them, the newest first. */
  public List<TrainingJob> all() {
    return jobs.all().stream()
        .sorted(
            Comparator.comparing(TrainingJob::created)
                .thenComparing(job -> job.ids().job())
                .reversed())
        .toList();
  }

  /** Has a job end before its time; false where there is none. */
  public boolean stop(String identifier) {
    TrainingJob job;
    synchronized (this) {
      Optional<TrainingJob> found = find(identifier);
      if (found.isEmpty()) {
        return false;
      }
      job = found.get();
      if (job.status().isEnd()) {
        throw conflict(
            "The job cannot be stopped, because its status is " + job.status().word() + ".");
      }
      stand(job, TrainingStatus.STOPPING);
    }
    execute(() -> stopped(job.ids().job()));
    return true;
  }

  @Override
  public void close() {
    closing = true;
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a training goes on while the endpoint stops; it is done again at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever the threads no longer take, because they are to stop, is done at the next start. */
  private void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("no more training, because the endpoint stops");
    }
  }

  private void work(String id) {
    TrainingJob job = jobs.find(id).orElseThrow();
    if (job.status() != TrainingStatus.IN_PROGRESS) {
      stopped(id);
      return;
    }
    TrainingCourse.Result result =
        around.course().train(job, () -> closing || isStopping(id), around.conduct());
    if (closing) {
      return;
    }
    if (result instanceof TrainingCourse.Result.Refused refused) {
      end(id, refused);
      return;
    }
    Duration left =
        Duration.between(
            around.pace().clock().instant(), job.created().plus(around.conduct().takes()));
    if (left.isNegative() || left.isZero()) {
      end(id, result);
    } else {
      around.pace().timer().after(left, () -> execute(() -> end(id, result)));
    }
  }

  private boolean isStopping(String id) {
    return jobs.find(id).filter(job -> job.status() != TrainingStatus.IN_PROGRESS).isPresent();
  }

  private synchronized void stopped(String id) {
    TrainingJob job = jobs.find(id).orElseThrow();
    if (job.status() == TrainingStatus.STOPPING) {
      stand(job, TrainingStatus.STOPPED);
    }
  }

  /** What is stopped meanwhile stays so, and makes no model. */
  private synchronized void end(String id, TrainingCourse.Result result) {
    TrainingJob job = jobs.find(id).orElseThrow();
    if (job.status() != TrainingStatus.IN_PROGRESS) {
      stopped(id);
      return;
    }
    try {
      jobs.put(around.course().ended(job, result, models));
    } catch (RuntimeException e) {
      LOG.error("the end of training job {} cannot be written", id, e);
      jobs.put(around.course().broken(job));
    }
  }

  private void stand(TrainingJob job, TrainingStatus status) {
    jobs.put(job.with(new TrainingJob.Standing(status, around.pace().clock().instant())));
  }

  private void throttle(String name) {
    int times = throttled.merge(name, 1, Integer::sum);
    if (times <= around.conduct().throttlings(name)) {
      throw new AwsError(
          429, "ThrottlingException", "Too many requests, please wait before trying again.");
    }
  }

  private static TrainingJob same(TrainingJob job, TrainingRequest request) {
    if (!job.request().json().equals(request.json())) {
      throw conflict("A job with this clientRequestToken, but other parameters, exists already.");
    }
    return job;
  }

  private void requireNewNames(TrainingRequest request) {
    if (jobs.all().stream().anyMatch(job -> job.request().name().equals(request.name()))) {
      throw conflict("A job of the name " + request.name() + " exists already.");
    }
    boolean isBeingMade =
        jobs.all().stream()
            .anyMatch(
                job ->
                    !job.status().isEnd() && job.request().modelName().equals(request.modelName()));
    if (isBeingMade || models.find(request.modelName()).isPresent()) {
      throw conflict("A custom model of the name " + request.modelName() + " exists already.");
    }
  }

  private static AwsError conflict(String message) {
    return new AwsError(400, "ConflictException", message);
  }
}
