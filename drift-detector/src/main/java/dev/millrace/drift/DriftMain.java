package dev.millrace.drift;

import dev.millrace.platform.flink.SubmittedSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Submits the job to the cluster that it is started on. */
public final class DriftMain {

  private DriftMain() {}

  /** Settings are the {@link SubmittedSettings}: of the environment, a file or the service. */
  public static void main(String[] arguments) throws Exception {
    GivenSettings settings = new GivenSettings(SubmittedSettings.of(arguments));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    DriftJob.define(environment, settings);
    environment.execute(DriftJob.NAME);
  }
}
