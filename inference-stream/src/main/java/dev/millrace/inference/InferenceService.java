package dev.millrace.inference;

import dev.millrace.platform.flink.LocalCluster;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job on a cluster inside this process. */
public final class InferenceService implements Service {

  private static final Logger LOG = LoggerFactory.getLogger(InferenceService.class);

  /** Longer than nearly all calls take, and short enough for somebody who waits for the stop. */
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(15);

  private final GivenSettings settings;
  private final LocalCluster cluster;
  private final QuietStop stop = new QuietStop();
  private volatile boolean callsLost;

  /**
   * Checks the settings, and starts nothing yet.
   *
   * @param settings by key, as in {@link InferenceSettings}
   * @param folder what the job needs to resume after a stop or a crash
   * @throws dev.millrace.platform.settings.SettingsException with all problems of the settings
   */
  public InferenceService(Map<String, String> settings, Path folder) {
    this.settings = new GivenSettings(settings);
    this.settings.read();
    this.cluster = new LocalCluster(folder, InferenceJob.NAME);
  }

  @Override
  public String name() {
    return "inference-stream";
  }

  @Override
  public void start() {
    cluster.start(environment -> InferenceJob.define(environment, settings, stop));
  }

  @Override
  public Health health() {
    return cluster.health();
  }

  /**
   * Whether no call is lost: each one's answer is in its prediction or in the job's savepoint. True
   * before the job is started, false while it runs.
   */
  public boolean stoppedCleanly() {
    return !callsLost && cluster.stoppedCleanly();
  }

  /** Lets requests that were called for end; those that wait are in the savepoint. */
  @Override
  public void close() {
    try {
      stop.begin().get(QUIET_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      callsLost = true;
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      callsLost = true;
      LOG.warn(
          "requests that were called for have not ended after {}: their calls are made again",
          QUIET_LIMIT,
          e);
    }
    cluster.close();
    stop.end();
  }
}
