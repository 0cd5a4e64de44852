package dev.millrace.platform.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one service as a process: until it is told to stop (SIGTERM, Ctrl-C) or the service fails.
 *
 * <p><i>Shape</i>: the log says when it is started, ready, kept from its work and stopped, one line
 * each time.
 */
public final class ServiceRunner {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

  /**
   * @param look time between two looks at the service's health
   * @param stop longest time of a clean stop; after it the process ends without
   */
  record Times(Duration look, Duration stop) {

    /** Stops before ECS and Kubernetes kill, 30 s after SIGTERM. */
    static final Times USUAL = new Times(Duration.ofSeconds(1), Duration.ofSeconds(25));
  }

  private final Consumer<Thread> atShutdown;
  private final Times times;

  /** A runner whose process is told to stop by running the thread given to {@code atShutdown}. */
  ServiceRunner(Consumer<Thread> atShutdown, Times times) {
    this.atShutdown = atShutdown;
    this.times = times;
  }

  /**
   * Starts the service and returns when it has stopped.
   *
   * @throws IllegalStateException where the service failed: the process then ends with exit code 1
   */
  public static void run(Service service) {
    new ServiceRunner(Runtime.getRuntime()::addShutdownHook, Times.USUAL).runUntilTold(service);
  }

  void runUntilTold(Service service) {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    atShutdown.accept(
        new Thread(
            () -> {
              told.countDown();
              awaitStop(service, stopped);
            },
            "stop-" + service.name()));
    try (service) {
      service.start();
      LOG.info("{} is started", service.name());
      Health before = new Health.Starting();
      while (!told.await(times.look().toMillis(), TimeUnit.MILLISECONDS)) {
        Health health = service.health();
        if (health instanceof Health.Failed failed) {
          throw new IllegalStateException(service.name() + " failed: " + failed.reason());
        }
        if (!health.getClass().equals(before.getClass())) {
          tell(service, health);
        }
        before = health;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    LOG.info("{} is stopped", service.name());
  }

  private static void tell(Service service, Health health) {
    if (health instanceof Health.Impaired impaired) {
      LOG.warn("{} is impaired: {}", service.name(), impaired.reason());
    } else if (health instanceof Health.Running) {
      LOG.info("{} is ready", service.name());
    } else {
      LOG.info("{} is not ready any more, and begins again", service.name());
    }
  }

  private void awaitStop(Service service, CountDownLatch stopped) {
    try {
      if (!stopped.await(times.stop().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error(
            "{} did not stop within {} s, the process ends without: nothing is lost, but the next start takes longer",
            service.name(),
            times.stop().toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
