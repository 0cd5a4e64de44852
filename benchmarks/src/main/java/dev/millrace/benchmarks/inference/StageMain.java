package dev.millrace.benchmarks.inference;

import dev.millrace.inference.InferenceService;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The job as a factory on one machine runs it. */
final class StageMain {

  private StageMain() {}

  /** Takes the folder of its checkpoints; settings come from the environment. */
  public static void main(String[] arguments) throws InterruptedException {
    InferenceService service =
        new InferenceService(
            SettingsReader.from(System.getenv(), Optional.empty()).values(), Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop-stage"));
    service.start();
    new CountDownLatch(1).await();
  }
}
