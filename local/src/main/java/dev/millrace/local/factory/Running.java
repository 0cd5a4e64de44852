package dev.millrace.local.factory;

import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that were started so far.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class Running implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final InstantSource clock;
  private final Consumer<String> progress;
  private final Deque<Service> services = new ArrayDeque<>();
  private volatile boolean closing;
  private volatile @Nullable String lateFailure;
  private @Nullable Thread later;

  Running(InstantSource clock, Consumer<String> progress) {
    this.clock = clock;
    this.progress = progress;
  }

  /** Starts a service; it is closed with the others even where its start fails half-way. */
  void start(Service service) {
    Instant began = clock.instant();
    synchronized (services) {
      services.push(service);
    }
    service.start();
    tell(service, "started", began);
  }

  /**
   * Starts services one after the other, behind those that somebody waits for. One that cannot be
   * started is a {@link #failure()}. At most once.
   */
  void startLater(List<Service> behind) {
    Thread thread = new Thread(() -> startAll(behind), "start-later");
    later = thread;
    thread.start();
  }

  private void startAll(List<Service> behind) {
    for (Service service : behind) {
      if (closing) {
        return;
      }
      try {
        start(service);
      } catch (RuntimeException e) {
        LOG.error("{} cannot be started", service.name(), e);
        lateFailure = service.name() + " does not start: " + e.getMessage();
        return;
      }
    }
  }

  /**
   * Waits until a service does its work.
   *
   * @throws FactoryException where it fails, or takes longer than it may
   */
  void awaitRunning(Service service, Duration patience) throws InterruptedException {
    Instant began = clock.instant();
    while (!(service.health() instanceof Health.Running)) {
      if (service.health() instanceof Health.Failed failed) {
        throw new FactoryException(service.name() + " does not start: " + failed.reason());
      }
      if (Duration.between(began, clock.instant()).compareTo(patience) > 0) {
        throw new FactoryException(
            service.name() + " is not ready after " + patience.toSeconds() + " s: see the log");
      }
      Thread.sleep(LOOK.toMillis());
    }
    tell(service, "ready", began);
  }

  /** All that were started and not closed yet, in the order of their starts. */
  Collection<Service> services() {
    List<Service> all = new ArrayList<>();
    synchronized (services) {
      services.descendingIterator().forEachRemaining(all::add);
    }
    return all;
  }

  /** What has failed; nothing while all is well. */
  Optional<String> failure() {
    if (lateFailure != null) {
      return Optional.of(lateFailure);
    }
    return services().stream()
        .filter(service -> service.health() instanceof Health.Failed)
        .map(service -> service.name() + ": " + ((Health.Failed) service.health()).reason())
        .findFirst();
  }

  /** Closes all, the last one started first; one that cannot be closed keeps none from it. */
  @Override
  public void close() {
    awaitLater();
    while (true) {
      Service service;
      synchronized (services) {
        service = services.poll();
      }
      if (service == null) {
        return;
      }
      Instant began = clock.instant();
      try {
        service.close();
        tell(service, "stopped", began);
      } catch (RuntimeException e) {
        LOG.error("{} cannot be closed cleanly", service.name(), e);
      }
    }
  }

  /** A start that is under way ends first: half-started services do not close well. */
  private void awaitLater() {
    closing = true;
    Thread starting = later;
    if (starting == null) {
      return;
    }
    try {
      starting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Service service, String what, Instant began) {
    progress.accept(
        String.format(
            "%-16s %s (%.1f s)",
            service.name(), what, Duration.between(began, clock.instant()).toMillis() / 1000.0));
  }
}
