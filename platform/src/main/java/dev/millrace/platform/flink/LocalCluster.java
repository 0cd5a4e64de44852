package dev.millrace.platform.flink;

import dev.millrace.platform.runtime.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one job on a Flink cluster inside this process, and resumes it where its last life left off.
 *
 * <p>A checkpoint is taken every five seconds and survives whatever becomes of the process. A clean
 * stop leaves a savepoint that holds the records under way.
 *
 * <p><i>Threads</i>: all methods may be called by many at once.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final Duration FIRST_RESTART = Duration.ofMillis(500);
  private static final Duration LAST_RESTART = Duration.ofSeconds(10);
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(16);

  /**
   * Small, so that few requests wait in front of the model: checkpoints and stops wait for them.
   */
  private static final MemorySize SEGMENT = MemorySize.parse("4kb");

  private static final String LOOPBACK = "127.0.0.1";
  private static final int SLOTS = 1;

  private final CheckpointFolder checkpoints;
  private final Path scratch;
  private final String jobName;
  private final StateStore state;
  private @Nullable MiniCluster cluster;
  private @Nullable JobID job;
  private boolean submitted;
  private boolean savedAtStop;
  private boolean closed;

  /**
   * Not started yet, for a job whose state is small.
   *
   * @param folder what the job needs to resume, and room for scratch files
   */
  public LocalCluster(Path folder, String jobName) {
    this(folder, jobName, StateStore.HEAP);
  }

  /**
   * Not started yet.
   *
   * @param folder what the job needs to resume, and room for scratch files
   * @param state where the job's state is while it runs
   */
  public LocalCluster(Path folder, String jobName, StateStore state) {
    this.state = state;
    this.checkpoints = new CheckpointFolder(folder);
    this.scratch = checkpoints.scratch();
    this.jobName = jobName;
  }

  /**
   * Starts the cluster and the job.
   *
   * @throws IllegalStateException where it cannot be started
   */
  public synchronized void start(Consumer<StreamExecutionEnvironment> definition) {
    if (closed) {
      throw new IllegalStateException("the cluster of the job " + jobName + " is closed");
    }
    checkpoints.clear();
    Configuration configuration = configuration();
    checkpoints
        .newest()
        .ifPresent(
            point -> {
              LOG.info("the job {} resumes from {}", jobName, point.path());
              configuration.set(
                  StateRecoveryOptions.SAVEPOINT_PATH, point.path().toUri().toString());
              configuration.set(StateRecoveryOptions.RESTORE_MODE, state.claimMode());
            });
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    environment.setParallelism(SLOTS);
    definition.accept(environment);
    MiniCluster started =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    cluster = started;
    try {
      Files.createDirectories(scratch);
      started.start();
      submitted = true;
      job = started.submitJob(environment.getStreamGraph()).get().getJobID();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the job " + jobName + " started", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + scratch + " cannot be made", e);
    } catch (Exception e) {
      throw new IllegalStateException("the job " + jobName + " cannot be started", e);
    }
  }

  /** How the job is. */
  public synchronized Health health() {
    return cluster == null || job == null ? new Health.Starting() : health(cluster, job);
  }

  /**
   * Whether nothing of its state is lost: the job was never submitted, or it left a savepoint when
   * it was closed.
   */
  public synchronized boolean stoppedCleanly() {
    return !submitted || savedAtStop;
  }

  @Override
  public synchronized void close() {
    closed = true;
    MiniCluster running = cluster;
    if (running == null) {
      return;
    }
    cluster = null;
    if (job != null) {
      stop(running, job);
    }
    try {
      running.close();
    } catch (Exception e) {
      LOG.warn("the cluster of the job {} did not close cleanly", jobName, e);
    }
  }

  private void stop(MiniCluster running, JobID id) {
    if (!(health(running, id) instanceof Health.Running)) {
      return;
    }
    try {
      String savepoint =
          running
              .stopWithSavepoint(
                  id,
                  checkpoints.savepoints().toUri().toString(),
                  /* terminate= */ false,
                  SavepointFormatType.NATIVE)
              .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      savedAtStop = true;
      LOG.info("the job {} has stopped at {}", jobName, savepoint);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the job {} is stopped at its last checkpoint", jobName, e);
    }
  }

  private Health health(MiniCluster running, JobID id) {
    try {
      return health(
          running.getExecutionGraph(id).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Health.Starting();
    } catch (TimeoutException e) {
      LOG.warn("the job {} did not say how it is within {}", jobName, ANSWER_LIMIT);
      return new Health.Starting();
    } catch (ExecutionException e) {
      LOG.error("the job {} cannot say how it is", jobName, e);
      return new Health.Failed("the job " + jobName + " does not answer: see the log");
    }
  }

  private Health health(AccessExecutionGraph graph) {
    if (graph.getState() == JobStatus.FAILED) {
      return new Health.Failed(
          "the job "
              + jobName
              + " has failed: "
              + Optional.ofNullable(graph.getFailureInfo())
                  .map(failure -> failure.getExceptionAsString())
                  .flatMap(LocalCluster::rootCause)
                  .orElse("see the log"));
    }
    boolean running =
        graph.getState() == JobStatus.RUNNING
            && StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
                .allMatch(vertex -> vertex.getExecutionState() == ExecutionState.RUNNING);
    return running ? new Health.Running() : new Health.Starting();
  }

  /** The line of a stack trace that says where it began. */
  private static Optional<String> rootCause(String stackTrace) {
    return stackTrace
        .lines()
        .filter(line -> !line.startsWith("\t"))
        .reduce((outer, inner) -> inner.isBlank() ? outer : inner);
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.checkpoints().toUri().toString());
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, checkpoints.savepoints().toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_RESTART);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LAST_RESTART);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    state.configure(configuration, scratch);
    configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, SEGMENT);
    FlinkMeters.configure(configuration);
    configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
    configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_PORT, "0");
    return configuration;
  }
}
