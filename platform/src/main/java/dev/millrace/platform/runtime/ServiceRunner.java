package dev.millrace.platform.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one service as a process: until it is told to stop (SIGTERM, Ctrl-C) or the service fails.
 */
public final class ServiceRunner {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);
  private static final long LOOK_SECONDS = 1;

  private ServiceRunner() {}

  /**
   * Starts the service and returns when it has stopped.
   *
   * @throws IllegalStateException where the service failed: the process then ends with exit code 1
   */
  public static void run(Service service) {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  awaitQuietly(stopped);
                },
                "stop-" + service.name()));
    try (service) {
      service.start();
      LOG.info("{} is started", service.name());
      while (!told.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
        if (service.health() instanceof Health.Failed failed) {
          throw new IllegalStateException(service.name() + " failed: " + failed.reason());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    LOG.info("{} is stopped", service.name());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
