package dev.millrace.bedrock.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Pace;
import dev.millrace.bedrock.conduct.Dice;
import dev.millrace.bedrock.s3.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * All batch jobs there ever were.
 *
 * <p><i>Owner</i>: whoever opens it closes it, before the meter. It goes on with jobs that had not
 * ended when it was closed, or killed.
 *
 * <p><i>Threads</i>: may be used by many at once; two of its own do the work.
 */
public final class BatchJobs implements AutoCloseable {

  private static final int THREADS = 2;
  private static final long STOP_SECONDS = 10;

  private final Path path;
  private final Workshop shop;
  private final JobRun.Surroundings surroundings;
  private final Map<String, JobRun> byId = new HashMap<>();
  private final Map<String, JobRun> byToken = new HashMap<>();

  private BatchJobs(Path path, JobRun.Surroundings surroundings) {
    this.path = path;
    this.shop = surroundings.shop();
    this.surroundings = surroundings;
  }

  /**
   * Opens the jobs of a folder and goes on with them.
   *
   * @param path need not exist
   */
  public static BatchJobs open(Path path, Workshop shop, ObjectStore objects, Pace.Timer timer) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "bedrock-local-batch-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    Strand.Engine engine = new Strand.Engine(threads, timer);
    return open(path, new JobRun.Surroundings(shop, objects, engine));
  }

  /** The same on threads that are given; it stops them when it is closed. */
  static BatchJobs open(Path path, JobRun.Surroundings surroundings) {
    BatchJobs jobs = new BatchJobs(path, surroundings);
    try {
      Files.createDirectories(path);
      try (Stream<Path> folders = Files.list(path)) {
        folders.sorted().map(JobFolder::new).filter(JobFolder::holdsJob).forEach(jobs::load);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the batch jobs in " + path + " cannot be opened: " + e, e);
    }
    jobs.byId.values().forEach(JobRun::go);
    return jobs;
  }

  /** Makes a job, or finds the one that the same call has made; its id. */
  public Job create(JsonNode body) {
    JobRequest request = JobRequest.of(body);
    String token = JobRequest.token(body).orElseGet(() -> UUID.randomUUID().toString());
    JobRun run;
    synchronized (this) {
      JobRun known = byToken.get(token);
      if (known != null) {
        return same(known.job(), request);
      }
      if (!shop.answers().answersTo(request.modelId())) {
        throw AwsError.unknownModel();
      }
      requireRoom(request.modelId());
      Job job =
          Job.asked(Dice.id(shop.conduct().seed(), token), request, token, shop.clock().instant());
      JobFolder folder = new JobFolder(path.resolve(job.id()));
      folder.save(job);
      run = add(job, folder);
    }
    run.go();
    return run.job();
  }

  /** How a job stands. */
  public synchronized Optional<Job> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(JobRun::job);
  }

  /** All of them, the newest first. */
  public synchronized List<Job> all() {
    return byId.values().stream()
        .map(JobRun::job)
        .sorted(Comparator.comparing(Job::submitted).thenComparing(Job::id).reversed())
        .toList();
  }

  /** Has a job end before its time; false where there is none. */
  public boolean stop(String id) {
    JobRun run;
    synchronized (this) {
      run = byId.get(id);
    }
    if (run == null) {
      return false;
    }
    run.stop();
    return true;
  }

  @Override
  public void close() {
    ExecutorService threads = surroundings.engine().threads();
    threads.shutdown();
    List<JobRun> runs;
    synchronized (this) {
      runs = List.copyOf(byId.values());
    }
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runs.forEach(JobRun::close);
  }

  private void load(JobFolder folder) {
    add(folder.load(), folder);
  }

  private JobRun add(Job job, JobFolder folder) {
    JobRun run = new JobRun(job, folder, surroundings);
    byId.put(job.id(), run);
    byToken.put(job.token(), run);
    return run;
  }

  private static Job same(Job job, JobRequest request) {
    if (!job.request().json().equals(request.json())) {
      throw new AwsError(
          400,
          "ConflictException",
          "A job with this clientRequestToken, but other parameters, exists already.");
    }
    return job;
  }

  private void requireRoom(String modelId) {
    long under =
        byId.values().stream()
            .map(JobRun::job)
            .filter(job -> !job.status().isEnd() && job.request().modelId().equals(modelId))
            .count();
    if (under >= shop.conduct().limits().jobsPerModel()) {
      throw new AwsError(
          400,
          "ServiceQuotaExceededException",
          "The number of batch inference jobs that are submitted or in progress for this model exceeds the quota of "
              + shop.conduct().limits().jobsPerModel()
              + ".");
    }
  }
}
