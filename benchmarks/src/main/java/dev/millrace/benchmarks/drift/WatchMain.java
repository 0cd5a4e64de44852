package dev.millrace.benchmarks.drift;

import dev.millrace.drift.DriftService;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The job as a factory on one machine runs it. */
final class WatchMain {

  private WatchMain() {}

  /** Takes the folder of its checkpoints; settings come from the environment. */
  public static void main(String[] arguments) throws InterruptedException {
    DriftService service =
        new DriftService(
            SettingsReader.from(System.getenv(), Optional.empty()).values(), Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop-watch"));
    service.start();
    new CountDownLatch(1).await();
  }
}
