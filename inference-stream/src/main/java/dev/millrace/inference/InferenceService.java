package dev.millrace.inference;

import dev.millrace.inference.cluster.LocalCluster;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.nio.file.Path;
import java.util.Map;

/** The job on a cluster inside this process. */
public final class InferenceService implements Service {

  private final GivenSettings settings;
  private final LocalCluster cluster;

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
    cluster.start(environment -> InferenceJob.define(environment, settings));
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
    return cluster.stoppedCleanly();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
