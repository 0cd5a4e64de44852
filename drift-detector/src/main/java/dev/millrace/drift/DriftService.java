package dev.millrace.drift;

import dev.millrace.platform.flink.LocalCluster;
import dev.millrace.platform.flink.StateStore;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.nio.file.Path;
import java.util.Map;

/** The job on a cluster inside this process. */
public final class DriftService implements Service {

  private final GivenSettings settings;
  private final LocalCluster cluster;

  /**
   * Checks the settings, and starts nothing yet.
   *
   * @param settings by key, as in {@link DriftSettings}
   * @param folder what the job needs to resume after a stop or a crash
   * @throws dev.millrace.platform.settings.SettingsException with all problems of the settings
   */
  public DriftService(Map<String, String> settings, Path folder) {
    this.settings = new GivenSettings(settings);
    this.settings.read();
    this.cluster = new LocalCluster(folder, DriftJob.NAME, StateStore.forDaysOfTraffic());
  }

  @Override
  public String name() {
    return "drift-detector";
  }

  @Override
  public void start() {
    cluster.start(environment -> DriftJob.define(environment, settings));
  }

  @Override
  public Health health() {
    return cluster.health();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
