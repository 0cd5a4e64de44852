package dev.millrace.drift;

import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Submits the job to the cluster that it is started on. */
public final class DriftMain {

  private DriftMain() {}

  /** Settings come from the environment and from the properties file that is named, if any. */
  public static void main(String[] arguments) throws Exception {
    Optional<Path> file = Arrays.stream(arguments).findFirst().map(Path::of);
    GivenSettings settings = new GivenSettings(SettingsReader.from(System.getenv(), file).values());
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    DriftJob.define(environment, settings);
    environment.execute(DriftJob.NAME);
  }
}
