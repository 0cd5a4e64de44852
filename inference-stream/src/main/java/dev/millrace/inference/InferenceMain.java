package dev.millrace.inference;

import dev.millrace.platform.flink.SubmittedSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Submits the job to the cluster that it is started on. */
public final class InferenceMain {

  private InferenceMain() {}

  /** Settings are the {@link SubmittedSettings}: of the environment, a file or the service. */
  public static void main(String[] arguments) throws Exception {
    GivenSettings settings = new GivenSettings(SubmittedSettings.of(arguments));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    InferenceJob.define(environment, settings, new QuietStop());
    environment.execute(InferenceJob.NAME);
  }
}
